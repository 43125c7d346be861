package io.diskwright.arrays;

import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;

/** An array did not answer; expected, and said to people in a condition. */
public final class ArrayException extends Exception {
  private static final long serialVersionUID = 1;

  /** Of a message; what an array itself sends is part of it, and an array may send anything. */
  private static final int LONGEST = 500;

  private final ArraysReachable reason;

  /** With a message for people: where, what, why and what to do. */
  public ArrayException(ArraysReachable reason, String message) {
    super(printable(message));
    this.reason = reason;
  }

  /** Why not, for machines. */
  public ArraysReachable reason() {
    return reason;
  }

  /** The same message every time the same happens: it goes into a status. */
  public String message() {
    return String.valueOf(getMessage());
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }
}
