package io.diskwright.api.v1alpha1;

/** Finalizers that keep an object until its work is undone. */
public final class Finalizers {
  /** On a VmDiskImage, the operator's: its DiskAllocation is gone first. */
  public static final String IMAGE = "diskwright.io/image";

  /** On a DiskAllocation, the agent's: its file is gone, or kept on purpose, first. */
  public static final String ALLOCATION = "diskwright.io/allocation";

  private Finalizers() {}
}
