package io.diskwright.image;

import io.diskwright.image.VolumeGroupState.Physical;

/** Whether a group or pool has room, and how many bytes are missing when it has not. */
final class VolumeRoom {
  private VolumeRoom() {}

  /**
   * Throws when {@code extents} more of every copy of {@code order} do not fit.
   *
   * @param fresh whether the volume is new: a copy of a raid then takes one more extent, for its
   *     bitmap
   */
  static void require(VolumeOrder order, VolumeGroupState group, long extents, boolean fresh)
      throws ImageException {
    if (order.place().thinPool() != null) {
      requirePool(order, group, order.place().thinPool());
      return;
    }
    long each = Math.addExact(extents, fresh && order.kind() == VolumeKind.raid1 ? 1 : 0);
    long free = free(order.kind(), group);
    if (each > free) {
      long extent = group.extentBytes();
      int copies = order.kind().copies();
      throw noSpace(
          order,
          Math.multiplyExact(each, extent * copies)
              + " bytes are needed"
              + (copies > 1 ? " (" + copies + " copies on different physical volumes)" : "")
              + ", "
              + free * extent * copies
              + " are free for that, "
              + (each - free) * extent * copies
              + " are missing");
    }
  }

  /** Extents that a copy may have at most. */
  private static long free(VolumeKind kind, VolumeGroupState group) {
    long all = 0;
    long largest = 0;
    for (Physical one : group.physical()) {
      if (one.usable()) {
        long extents = one.freeBytes() / group.extentBytes();
        all += extents;
        largest = Math.max(largest, extents);
      }
    }
    return kind.copies() == 1 ? all : Math.min(all / 2, all - largest);
  }

  /** What a thin volume takes is not known before it is written; a full pool takes nothing. */
  private static void requirePool(VolumeOrder order, VolumeGroupState group, String name)
      throws ImageException {
    VolumeGroupState.Volume pool = group.find(name).orElseThrow();
    if (pool.dataPercent() >= 100 || pool.metadataPercent() >= 100) {
      throw noSpace(
          order,
          "the thin pool is full (data "
              + pool.dataPercent()
              + " %, metadata "
              + pool.metadataPercent()
              + " %); extend it with lvextend");
    }
  }

  private static ImageException noSpace(VolumeOrder order, String what) {
    return new ImageException(
        ImageException.Kind.NoSpace,
        "No room for "
            + order.described()
            + " in "
            + order.place().text()
            + ": "
            + what
            + ". Remove what is not needed, ask for less, or choose another pool. Nothing was"
            + " changed.");
  }
}
