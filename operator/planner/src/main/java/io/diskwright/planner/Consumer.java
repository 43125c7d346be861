package io.diskwright.planner;

/** Who will run on the image; bounds the formats. */
public enum Consumer {
  /** Reads every format. */
  QEMU,
  /** Takes a raw disk.img. */
  KubeVirt,
  /** Reads vmdk. */
  VMware
}
