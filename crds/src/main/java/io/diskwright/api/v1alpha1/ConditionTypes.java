package io.diskwright.api.v1alpha1;

/** Types of the conditions that objects carry; a closed set, part of the API. */
public final class ConditionTypes {
  /** VmDiskImage: what is wanted makes sense. Its reasons: {@link Reasons.Accepted}. */
  public static final String ACCEPTED = "Accepted";

  /** VmDiskImage: a way to make it was found. Its reasons: {@link Reasons.Planned}. */
  public static final String PLANNED = "Planned";

  /**
   * VmDiskImage and DiskAllocation: it is on disk, and verified. Its reasons: {@link
   * Reasons.Allocated}.
   */
  public static final String ALLOCATED = "Allocated";

  /**
   * VmDiskImage: a claim of its name hands it to pods and virtual machines. {@link #READY} does not
   * mind {@link Reasons.Published#NotPublishable}. Its reasons: {@link Reasons.Published}.
   */
  public static final String PUBLISHED = "Published";

  /** Every kind: sums up the others; what kstatus and {@code kubectl wait} read. */
  public static final String READY = "Ready";

  /** StorageDevice: nothing below is broken or degraded. */
  public static final String HEALTHY = "Healthy";

  /** StoragePool with arrays: every array answers. Its reasons: {@link Reasons.ArraysReachable}. */
  public static final String ARRAYS_REACHABLE = "ArraysReachable";

  /**
   * StorageDevice for which something is declared: no call refutes it. Its reasons: {@link
   * Reasons.DeclarationsHold}. Absent when nothing is declared.
   */
  public static final String DECLARATIONS_HOLD = "DeclarationsHold";

  /**
   * VmDiskImage that wishes for redundancy: the chosen device has it. {@link #READY} does not sum
   * it up: the image is there, as good as could be had. Its reasons: {@link Reasons.RedundancyMet}.
   */
  public static final String REDUNDANCY_MET = "RedundancyMet";

  /**
   * VmDiskClass marked as the default: it is the one that counts. Its reasons: {@link
   * Reasons.Default}. Absent when it is not marked.
   */
  public static final String DEFAULT = "Default";

  /**
   * StorageDevice that was measured: what was measured still holds. Its reasons: {@link
   * Reasons.Calibrated}. Absent when nothing was measured.
   */
  public static final String CALIBRATED = "Calibrated";

  private ConditionTypes() {}
}
