package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel believes of a block device; Documentation/ABI/stable/sysfs-block. A partition has
 * no queue of its own, that of its disk counts.
 */
final class QueueLimits {
  private final AttributeReader sysfs;
  private final Path queue;
  private final Notes notes;

  QueueLimits(AttributeReader sysfs, Path directory, Notes notes) {
    this.sysfs = sysfs;
    this.queue = directory.resolve("queue");
    this.notes = notes;
  }

  /**
   * Of a disk: how data gets to the medium.
   *
   * @param geometry also what {@link BlockQuestions} gives, from the same place in the kernel
   */
  void ofDisk(boolean geometry) {
    String cache = text("write_cache", false);
    if (cache != null) {
      fact(Trait.VolatileCache, flag(!cache.equals("write through")), "write_cache", cache);
    }
    yesNo(Trait.Fua, "fua");
    if (geometry) {
      yesNo(Trait.Rotational, "rotational");
      count(Trait.LogicalBlock, "logical_block_size");
    }
    ofAny();
  }

  /** Of the layer that is written to: also how it wants to be written to. */
  void ofTop(boolean geometry) {
    if (geometry) {
      yesNo(Trait.Rotational, "rotational");
      count(Trait.LogicalBlock, "logical_block_size");
    }
    ofTopDisk(geometry);
    ofAny();
  }

  /** What {@link #ofDisk} leaves out. */
  void ofTopDisk(boolean geometry) {
    if (geometry) {
      count(Trait.PhysicalBlock, "physical_block_size");
      count(Trait.OptimalIo, "optimal_io_size");
      count(Trait.MinimumIo, "minimum_io_size");
    }
    count(Trait.DiscardGranularity, "discard_granularity");
    String zoned = text("zoned", false);
    if (zoned != null) {
      fact(Trait.Zoned, zoned, "zoned", zoned);
    }
  }

  private void ofAny() {
    limit(Trait.Discard, "discard_max_bytes");
    limit(Trait.WriteZeroes, "write_zeroes_max_bytes");
    String atomic = text("atomic_write_unit_max_bytes", true);
    if (atomic != null) {
      fact(Trait.AtomicWrite, atomic, "atomic_write_unit_max_bytes", atomic);
    }
  }

  /** The text of an attribute; null when it is not there, or is no number where it must be one. */
  private @Nullable String text(String attribute, boolean number) {
    String text = sysfs.text(queue.resolve(attribute));
    if (text == null || text.length() > 40 || number && !isNumber(text)) {
      return null;
    }
    return text;
  }

  private void yesNo(Trait trait, String attribute) {
    String text = text(attribute, true);
    if (text != null) {
      fact(trait, flag(!text.equals("0")), attribute, text);
    }
  }

  /** Bytes; 0 means that nothing is known. */
  private void count(Trait trait, String attribute) {
    String text = text(attribute, true);
    if (text != null && !text.equals("0")) {
      fact(trait, text, attribute, text);
    }
  }

  /** Bytes at a time; 0 means that it cannot be done. */
  private void limit(Trait trait, String attribute) {
    String text = text(attribute, true);
    if (text != null) {
      fact(trait, flag(!text.equals("0")), attribute, text);
    }
  }

  private void fact(Trait trait, String value, String attribute, String result) {
    notes.add(trait, value, EvidenceSource.Sysfs, "/sys/block/*/queue/" + attribute, result);
  }

  private static String flag(boolean set) {
    return Boolean.toString(set);
  }

  private static boolean isNumber(String text) {
    return text.length() < 19 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
