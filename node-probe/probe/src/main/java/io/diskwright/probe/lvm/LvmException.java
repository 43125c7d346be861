package io.diskwright.probe.lvm;

/**
 * LVM could not be asked, or does not know the group; the message says what, why and what to do.
 */
public final class LvmException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean unknownGroup;

  /** With its message, for people. */
  public LvmException(String message) {
    this(message, false);
  }

  LvmException(String message, boolean unknownGroup) {
    super(message);
    this.unknownGroup = unknownGroup;
  }

  /** Whether LVM knows no group of that name. */
  public boolean isUnknownGroup() {
    return unknownGroup;
  }
}
