package io.diskwright.api.v1alpha1;

/** Labels the API gives a meaning to. */
public final class Labels {
  /** On a StorageDevice and a DiskAllocation: the node it is on. */
  public static final String NODE = "diskwright.io/node";

  /** On a StorageDevice: the StoragePool it belongs to. */
  public static final String POOL = "diskwright.io/pool";

  /**
   * On a DiskAllocation, a PersistentVolume and its claim: the name of their VmDiskImage, where it
   * is short enough for a label.
   */
  public static final String IMAGE = "diskwright.io/image";

  /**
   * On a PersistentVolume, its claim and its exporting pod: the UID of the VmDiskImage they hand
   * over. On a Secret: the UID of that whose key it holds.
   */
  public static final String IMAGE_UID = "diskwright.io/image-uid";

  /** On a VmDiskImage: the VM it is a disk of. */
  public static final String VM = "diskwright.io/vm";

  private Labels() {}
}
