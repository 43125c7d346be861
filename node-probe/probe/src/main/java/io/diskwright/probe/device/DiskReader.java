package io.diskwright.probe.device;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Asks one block device all there is to ask, by reading alone. */
final class DiskReader {
  private final Libc libc;
  private final AttributeReader sysfs;
  private final Path dev;
  private final boolean calls;

  /**
   * Reads through {@code libc}.
   *
   * @param dev /dev
   * @param calls whether the devices themselves are asked, or only sysfs
   */
  DiskReader(Libc libc, AttributeReader sysfs, Path dev, boolean calls) {
    this.libc = libc;
    this.sysfs = sysfs;
    this.dev = dev;
    this.calls = calls;
  }

  /**
   * A disk, by its own protocol.
   *
   * @param top whether nothing lies between it and the file system
   */
  DiskReport disk(Disk disk, boolean top) {
    Notes notes = new Notes(disk.name());
    ScsiQuestions scsi = new ScsiQuestions(sysfs, disk, notes);
    boolean asked = open(disk, notes, fd -> ask(disk, fd, notes, scsi));
    QueueLimits queue = new QueueLimits(sysfs, disk.directory(), notes);
    queue.ofDisk(!asked);
    if (top) {
      queue.ofTopDisk(!asked);
    }
    if (disk.isScsi()) {
      scsi.copies();
    }
    new SysfsNames(sysfs, disk, notes).ask();
    return notes.report();
  }

  /**
   * A layer above disks, such as an array.
   *
   * @param queue the directory of sysfs that has its queue; a partition's is that of its disk
   * @param open whether its node is opened; that of a loop device would be held in use by it
   */
  DiskReport layer(Disk layer, Path queue, boolean open) {
    Notes notes = new Notes(layer.name());
    boolean asked = open && open(layer, notes, fd -> new BlockQuestions(libc, fd, notes).ask());
    new QueueLimits(sysfs, queue, notes).ofTop(!asked);
    return notes.report();
  }

  private void ask(Disk disk, Fd fd, Notes notes, ScsiQuestions scsi) {
    new BlockQuestions(libc, fd, notes).ask();
    if (disk.isNvme()) {
      new NvmeQuestions(libc, fd, notes).ask();
    }
    if (disk.isScsi()) {
      scsi.ask(libc, fd);
    }
    if ((disk.isNvme() || disk.isScsi()) && !notes.has(Trait.OpalLocking)) {
      OpalQuestion.ask(libc, fd, notes);
    }
  }

  /** Asks an open node. */
  @FunctionalInterface
  private interface Asking {
    void ask(Fd fd);
  }

  /** Returns whether it could be opened. */
  private boolean open(Disk disk, Notes notes, Asking questions) {
    Path node = DeviceNode.path(sysfs, dev, disk.directory());
    if (node == null) {
      notes.refused(about(disk), "open", "no DEVNAME", "sysfs does not name its node");
      return false;
    }
    String call = "open(" + node + ")";
    if (!calls) {
      String why = "the disk is not asked again before an earlier call to it came back";
      notes.refused(about(disk), call, "not asked", why);
      return false;
    }
    Fd fd;
    try {
      fd = DeviceNode.open(libc, sysfs, node, disk.directory());
    } catch (ErrnoException e) {
      String why = "the disk could not be asked: " + Errno.describe(e.errno());
      notes.refused(about(disk), call, e.errnoName(), why);
      return false;
    } catch (UnusableAnswerException e) {
      notes.refused(about(disk), call, e.result(), e.getMessage());
      return false;
    }
    try (fd) {
      questions.ask(fd);
    }
    return true;
  }

  /** What remains unasked when the node cannot be opened. */
  private static Set<Trait> about(Disk disk) {
    EnumSet<Trait> traits = EnumSet.of(Trait.Size);
    if (disk.isNvme()) {
      traits.addAll(NvmeQuestions.ABOUT);
      traits.add(Trait.OpalLocking);
    }
    if (disk.isScsi()) {
      traits.addAll(ScsiQuestions.ABOUT);
      traits.add(Trait.OpalLocking);
    }
    return traits;
  }
}
