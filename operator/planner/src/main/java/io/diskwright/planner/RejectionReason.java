package io.diskwright.planner;

/** Why a candidate was not chosen; a closed set, part of the API. */
public enum RejectionReason {
  /** Neither device nor format gives a required feature. */
  RequiredFeatureMissing,
  /** The format is not among those allowed. */
  FormatNotAllowed,
  /** The consumer cannot read the format. */
  ConsumerCannotRead,
  /** The format cannot be allocated this way. */
  PolicyUnsupportedByFormat,
  /** The device cannot allocate this way. */
  PolicyUnsupportedByDevice,
  /** The security level asks for encryption nobody gives. */
  EncryptionUnsupported,
  /** The redundancy asked for is not there. */
  RedundancyUnmet,
  /** Not enough space. */
  InsufficientCapacity,
  /** The image is larger than the format or the file system allows. */
  SizeLimit,
  /** The device is not ready. */
  DeviceNotReady,
  /** The device is not where the image may be placed. */
  PlacementMismatch,
  /** Possible, but worth less. */
  LowerScore
}
