package io.diskwright.api.v1alpha1;

/** Labels the API gives a meaning to. */
public final class Labels {
  /** On a StorageDevice and a DiskAllocation: the node it is on. */
  public static final String NODE = "diskwright.io/node";

  /** On a StorageDevice: the StoragePool it belongs to. */
  public static final String POOL = "diskwright.io/pool";

  /** On a DiskAllocation: the name of its VmDiskImage. */
  public static final String IMAGE = "diskwright.io/image";

  /** On a VmDiskImage: the VM it is a disk of. */
  public static final String VM = "diskwright.io/vm";

  private Labels() {}
}
