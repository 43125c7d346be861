package io.diskwright.planner;

/** The formats an image can be stored in, by QEMU's names. */
public enum ImageFormat {
  /** The guest's bytes as they are. */
  raw,
  /** QEMU copy-on-write, version 3. */
  qcow2,
  /** QEMU enhanced disk. */
  qed,
  /** VMware's. */
  vmdk,
  /** VirtualBox's. */
  vdi,
  /** Hyper-V's. */
  vhdx,
  /** Virtual PC's VHD. */
  vpc;

  /** Whether images of it can be made larger in place; QEMU refuses to resize the others. */
  public boolean canGrow() {
    return this == raw || this == qcow2 || this == qed;
  }
}
