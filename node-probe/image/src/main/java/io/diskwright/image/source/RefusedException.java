package io.diskwright.image.source;

/** An image from outside is not taken; the message is the reason alone. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  RefusedException(Why why, String reason) {
    super(reason);
    this.why = why;
  }

  /** What to do about it. */
  String advice() {
    return why.advice;
  }

  /** Throws unless {@code holds}. */
  static void require(boolean holds, Why why, String otherwise) throws RefusedException {
    if (!holds) {
      throw new RefusedException(why, otherwise);
    }
  }

  /** Text from outside, fit for a message. */
  static String quoted(String text) {
    String plain = text.split("[\0\r\n]", 2)[0].replaceAll("[^\\x20-\\x7e]|\"", "?");
    return "\"" + (plain.length() > 80 ? plain.substring(0, 80) + "…" : plain) + "\"";
  }

  /** Kinds of reasons. */
  enum Why {
    Reaches(
        "An image from outside may not refer to anything but itself: make it one whole file where"
            + " it comes from (qemu-img convert -O qcow2), and take that."),
    Damaged(
        "It is damaged, cut off, or made to do harm: get it again, or look at it where it comes"
            + " from (qemu-img check)."),
    TooLarge("Ask for a larger image if that is meant; else do not trust where it comes from."),
    Unknown("Convert it to raw or qcow2 in a place you trust, and take that.");

    private final String advice;

    Why(String advice) {
      this.advice = advice;
    }
  }
}
