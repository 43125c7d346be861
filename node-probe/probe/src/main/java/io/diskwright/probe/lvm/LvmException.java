package io.diskwright.probe.lvm;

/**
 * LVM could not be asked, or does not know the group; the message says what, why and what to do.
 */
public final class LvmException extends Exception {
  private static final long serialVersionUID = 1;

  /** With its message, for people. */
  public LvmException(String message) {
    super(message);
  }
}
