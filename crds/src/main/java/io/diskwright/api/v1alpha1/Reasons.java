package io.diskwright.api.v1alpha1;

import io.diskwright.planner.RefusalReason;

/** Reasons of conditions; closed sets, part of the API. */
public final class Reasons {
  private Reasons() {}

  /** Reasons of {@link ConditionTypes#ACCEPTED}. */
  public enum Accepted {
    /** The spec makes sense. */
    Valid,
    /** It does not; the message names the field. */
    Invalid,
    /** {@code spec.placement.pool} names no StoragePool. */
    UnknownPool,
    /** {@code spec.className} names no VmDiskClass. */
    UnknownClass,
    /** It asks for what its class does not allow; the message names the limit and the way out. */
    ClassLimitExceeded,
    /** {@code spec.encryption.secretRef} names no Secret, or no entry of it. */
    SecretMissing
  }

  /** Reasons of {@link ConditionTypes#DEFAULT}. */
  public enum Default {
    /** It is for images that name no class. */
    Chosen,
    /** It is marked too, but a newer one counts. */
    NewerDefault
  }

  /** Reasons of {@link ConditionTypes#REDUNDANCY_MET}. */
  public enum RedundancyMet {
    /** Losing one disk loses no data. */
    Redundant,
    /** No device that could take the image is redundant. */
    RedundancyUnmet
  }

  /** Reasons of {@link ConditionTypes#PLANNED}. */
  public enum Planned {
    /** There is a decision. */
    Decided,
    /** There is no device to choose from. */
    NoDevice,
    /** Every candidate breaks a constraint. */
    NoAdmissibleCandidate,
    /** Only space is missing. */
    InsufficientCapacity,
    /** What the decision rests on has changed since. */
    PlanOutdated,
    /** The image it is to be a copy of is not there, or not made yet. */
    SourceNotReady;

    /** The reason for having no decision. */
    public static Planned of(RefusalReason reason) {
      return switch (reason) {
        case NoDevice -> NoDevice;
        case NoAdmissibleCandidate -> NoAdmissibleCandidate;
        case InsufficientCapacity -> InsufficientCapacity;
      };
    }
  }

  /** Reasons of {@link ConditionTypes#ALLOCATED}. */
  public enum Allocated {
    /** It is on disk as decided. */
    Verified,
    /** It is being made. */
    InProgress,
    /** It could not be made; the message says why. */
    Failed,
    /** Its node is gone. */
    NodeLost,
    /** What is on disk is not what was decided any more. */
    Drifted
  }

  /** Reasons of {@link ConditionTypes#PUBLISHED}. */
  public enum Published {
    /** A claim carries the very file. */
    Direct,
    /** A claim carries a raw view of it, which a daemon on its node exports. */
    Exported,
    /** The daemon has ended, or does not start; the message says why, and what pods are to do. */
    ExportDown,
    /** It is exported again; pods that still have the view of before have to be started anew. */
    RestartNeeded,
    /** There is nothing to publish yet, or its volume is being deleted and made anew. */
    Pending,
    /** No claim can carry it as it is; {@code status.attachment.blockdev} attaches it to QEMU. */
    NotPublishable,
    /** There is a claim of that name that is not ours; it is left alone. */
    ClaimNameTaken,
    /** The API server refused claim or volume, by a quota for example; the message says why. */
    ClaimRefused,
    /** The claim is being deleted, though the image is not; it is made anew when it is gone. */
    ClaimTerminating,
    /** The image is being deleted, and pods still use its claim. */
    ClaimInUse,
    /** The Node object that holds the image, or its host name, is not there. */
    NodeNotFound
  }

  /** Reasons of a StorageDevice's {@link ConditionTypes#READY} for not being what was published. */
  public enum OtherDevice {
    /** Another device is where it was. */
    DeviceReplaced,
    /** Its file system is not mounted; what is there is the directory under it. */
    NotMounted,
    /** Another place of the node bears the same identity, and nothing tells which is which. */
    DuplicateIdentity,
    /** The node was set up anew under the same name. */
    NodeReplaced
  }

  /** Reasons of {@link ConditionTypes#DECLARATIONS_HOLD}. */
  public enum DeclarationsHold {
    /** No call refutes what is declared; what no call can see is believed. */
    Confirmed,
    /** A call showed something else, and that is what is published. */
    Refuted,
    /** Two declarations contradict each other, and no call tells which is right. */
    Contradictory,
    /** The file beside the target is not as it must be, and is not believed. */
    Invalid
  }

  /** Reasons of {@link ConditionTypes#CALIBRATED}. */
  public enum Calibrated {
    /** Decisions go by what was measured there. */
    Measured,
    /** Kernel, QEMU, file system or mount options are others than those it was measured with. */
    Expired,
    /** The file with the measurements is not as it must be, and is not believed. */
    Invalid
  }

  /** Reasons of {@link ConditionTypes#ARRAYS_REACHABLE}, and of each array in the status. */
  public enum ArraysReachable {
    /** It was asked, and answered. */
    Answered,
    /** It has not been asked yet. */
    NotAsked,
    /** No connection, no answer in time, or an answer that says it cannot. */
    Unreachable,
    /** It does not let us in. */
    Unauthorized,
    /** It is not who it should be: certificate, name or time are wrong. */
    TlsFailed,
    /** It does not know the volume or pool. */
    NotFound,
    /** It answered something that cannot be understood, or too much of it. */
    BadAnswer,
    /** The Secret with its credentials is not there, or lacks an entry. */
    SecretMissing
  }
}
