package io.diskwright.probe.lvm;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Reads volume groups. {@code lvm} is run once, and again only when something has changed: the set
 * of block devices while one is missing, or the metadata that the group keeps on its disks. Safe
 * for use by several threads.
 */
public final class VolumeGroupReader {
  private final Libc libc;
  private final LvmSource source;
  private final Supplier<List<String>> devices;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private static final int SECTOR = 512;

  private record Known(VolumeGroup group, String stamp) {}

  /**
   * Asks the lvm of this host.
   *
   * @param devices tells the block devices there are, with their sizes: a disk that was missing may
   *     come back on a loop device that had none behind it
   */
  public VolumeGroupReader(Libc libc, Supplier<List<String>> devices) {
    this(libc, new LvmCommand(), devices);
  }

  VolumeGroupReader(Libc libc, LvmSource source, Supplier<List<String>> devices) {
    this.libc = libc;
    this.source = source;
    this.devices = devices;
  }

  /**
   * The group as it is now.
   *
   * @throws LvmException when lvm is not there, knows no such group, or does not answer
   */
  public VolumeGroup read(String name) throws LvmException {
    if (!name.matches("[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]{0,126}")) {
      throw new LvmException(
          "'" + name + "' is no name of a volume group; write it as vgs does", true);
    }
    Known before = known.get(name);
    if (before != null && before.stamp.equals(look(before.group).stamp)) {
      return before.group;
    }
    VolumeGroup group;
    try {
      group = LvmReport.parse(source.report(name));
    } catch (IllegalArgumentException e) {
      throw new LvmException("lvm's report on " + name + " is not understood: " + e.getMessage());
    }
    if (group == null) {
      throw new LvmException("lvm reports no volume group " + name + "; see vgs");
    }
    Look now = look(group);
    if (now.sequence == group.sequence()) {
      known.put(name, new Known(group, now.stamp));
    } else {
      known.remove(name); // it changed while lvm looked, or its head may not be read
    }
    return group;
  }

  /**
   * What can be seen of a group without lvm.
   *
   * @param stamp another one whenever the group may have changed
   * @param sequence number of the last change, or -1
   */
  private record Look(String stamp, long sequence) {}

  private Look look(VolumeGroup group) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    if (group.physical().stream().anyMatch(VolumeGroup.Physical::missing)) {
      for (String device : devices.get()) { // any of them may be the one that comes back
        digest.update((device + "\0").getBytes(StandardCharsets.UTF_8));
      }
    }
    long sequence = -1;
    for (VolumeGroup.Physical one : group.physical()) {
      digest.update((one.path() + "\0").getBytes(StandardCharsets.UTF_8));
      if (one.path().startsWith("/")) {
        sequence = Math.max(sequence, head(one.path(), digest));
      }
    }
    return new Look(HexFormat.of().formatHex(digest.digest()), sequence);
  }

  /** Adds the label and the head of the metadata, or the error when they cannot be read. */
  private long head(String path, MessageDigest digest) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
    try (Fd fd = libc.openat(Fd.CWD, path, flags, 0)) {
      byte[] label = libc.pread(fd, PvHead.SIZE, 0);
      digest.update(label);
      long area = PvHead.metadataArea(label);
      byte[] head = area < 0 ? new byte[0] : libc.pread(fd, SECTOR, area);
      digest.update(head);
      long text = PvHead.text(head);
      return text < 0 ? -1 : PvHead.sequence(libc.pread(fd, SECTOR, area + text));
    } catch (ErrnoException e) {
      digest.update(e.errnoName().getBytes(StandardCharsets.UTF_8));
      return -1;
    }
  }
}
