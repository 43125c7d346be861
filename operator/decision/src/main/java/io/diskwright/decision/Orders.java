package io.diskwright.decision;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;

/** From a decision to the order that one node carries out. */
public final class Orders {
  private Orders() {}

  /** The order for {@code image}, decided as {@code decision}, on {@code device}. */
  public static DiskAllocationSpec order(
      VmDiskImage image, Decision decision, StorageDevice device) {
    throw new IllegalArgumentException(image + "" + decision + device);
  }
}
