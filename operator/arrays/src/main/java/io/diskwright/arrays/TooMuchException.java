package io.diskwright.arrays;

import java.io.IOException;

/** An array sends more than we take. */
public final class TooMuchException extends IOException {
  private static final long serialVersionUID = 1;

  /** With what there was too much of. */
  public TooMuchException(String what) {
    super(what);
  }
}
