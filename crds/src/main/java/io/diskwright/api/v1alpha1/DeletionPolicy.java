package io.diskwright.api.v1alpha1;

/** What becomes of the file when the object is deleted. */
public enum DeletionPolicy {
  /** It is deleted. */
  Delete,
  /** It stays. */
  Retain
}
