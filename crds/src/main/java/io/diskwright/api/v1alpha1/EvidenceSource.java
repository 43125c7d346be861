package io.diskwright.api.v1alpha1;

/** What an answer about a capability rests on. */
public enum EvidenceSource {
  /** A system call of this process. */
  SystemCall,
  /** A file below /sys or /proc. */
  Sysfs,
  /** A query to another program. */
  Query,
  /** The version of the kernel or of a program. */
  VersionNumber,
  /** Declared in a StoragePool. */
  ConfigurationFile,
  /** Declared in a file beside the target. */
  MetadataFile,
  /** Told by the array's own interface. */
  ArrayApi
}
