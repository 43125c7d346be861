package io.diskwright.api.v1alpha1;

/** Finalizers that keep an object until its work is undone. */
public final class Finalizers {
  /** On a VmDiskImage, the operator's: its DiskAllocation is gone first. */
  public static final String IMAGE = "diskwright.io/image";

  /** On a DiskAllocation, the agent's: its file is gone, or kept on purpose, first. */
  public static final String ALLOCATION = "diskwright.io/allocation";

  /**
   * On a DiskAllocation, the operator's: the claim that hands its file to pods is gone first. While
   * it is there the agent does not touch the file.
   */
  public static final String CLAIM = "diskwright.io/claim";

  private Finalizers() {}
}
