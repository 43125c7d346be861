package io.diskwright.probe.device;

import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all the disks at the bottom say, and the layer at the top.
 *
 * @param disks in the order they were given
 * @param top the block device right below the file system; null when there is none
 */
public record Hardware(List<DiskReport> disks, @Nullable DiskReport top) {
  /** The lists are copied. */
  public Hardware {
    disks = List.copyOf(disks);
  }

  /**
   * The block device right below the file system.
   *
   * @param device itself
   * @param queue the directory of sysfs that has its queue; a partition's is that of its disk
   * @param open whether its node may be opened
   */
  public record Top(Disk device, Path queue, boolean open) {}

  /** Asks, or has the answer from a moment ago. */
  @FunctionalInterface
  public interface Once {
    /** The answer to the question {@code key}. */
    DiskReport report(Object key, Supplier<DiskReport> ask);
  }

  /**
   * Asks them. Every failure is a {@link Refusal} in the report; none is thrown.
   *
   * @param once for disks, which several targets may share
   * @param dev /dev
   * @param calls whether the devices themselves are asked, or only sysfs
   */
  public static Hardware ask(
      Libc libc,
      AttributeReader sysfs,
      Once once,
      Path dev,
      boolean calls,
      List<Disk> disks,
      @Nullable Top top) {
    DiskReader reader = new DiskReader(libc, sysfs, dev, calls);
    List<DiskReport> reports = new ArrayList<>();
    DiskReport above = null;
    for (Disk disk : disks) {
      boolean isTop = top != null && disk.directory().equals(top.device().directory());
      DiskReport report = once.report(List.of(disk, isTop, calls), () -> reader.disk(disk, isTop));
      reports.add(report);
      above = isTop ? report : above;
    }
    if (top != null && above == null) {
      above = reader.layer(top.device(), top.queue(), top.open());
    }
    return new Hardware(reports, above);
  }

  /** What each disk says of a trait. */
  public Survey survey(Trait trait) {
    return Survey.of(trait, disks);
  }

  /** The report of a disk; null when it was not asked. */
  public @Nullable DiskReport disk(String name) {
    return disks.stream().filter(report -> report.name().equals(name)).findFirst().orElse(null);
  }
}
