package io.diskwright.image;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds of logical volumes that images are made as; the values of the option {@code lv}. */
public enum VolumeKind {
  /** In a thin pool: blocks are taken when they are written. */
  thin("thin", 1),
  /** Every extent is reserved when it is made. */
  thick("linear", 1),
  /** The same twice, on different physical volumes. */
  raid1("raid1", 2);

  private final String segmentType;
  private final int copies;

  VolumeKind(String segmentType, int copies) {
    this.segmentType = segmentType;
    this.copies = copies;
  }

  /** What lvs calls it in the column {@code segtype}. */
  String segmentType() {
    return segmentType;
  }

  /** How often every byte is stored. */
  int copies() {
    return copies;
  }

  /** The kind of that name. */
  static Optional<VolumeKind> of(String name) {
    return Arrays.stream(values()).filter(kind -> kind.name().equals(name)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
