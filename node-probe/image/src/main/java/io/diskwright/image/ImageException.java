package io.diskwright.image;

/**
 * An image could not be made, looked at or deleted; the message says what, where, why and what to
 * do.
 */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** With its kind, for machines, and its message, for people. */
  public ImageException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** With its cause too. */
  public ImageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of trouble it is. */
  public Kind kind() {
    return kind;
  }

  /** Kinds of trouble. */
  public enum Kind {
    /** Not enough space. */
    NoSpace,
    /** The pool is not what the order says, or not ours to write. */
    WrongPlace,
    /** Something else is in the way under that name. */
    InTheWay,
    /** qemu-img is missing or too old. */
    QemuImg,
    /** An image from outside is not taken: it could reach something else, or is not in order. */
    Refused,
    /** Stopped on request. */
    Cancelled,
    /** Anything else. */
    Failed
  }
}
