package io.diskwright.image.content;

import java.io.IOException;

/** A supply broke off; the message is the rest of a sentence that begins with its name. */
final class SupplyException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean refused;

  SupplyException(String message) {
    this(message, false);
  }

  SupplyException(String message, Throwable cause) {
    super(message, cause);
    this.refused = false;
  }

  private SupplyException(String message, boolean refused) {
    super(message);
    this.refused = refused;
  }

  /** It is not taken, and trying again would not help. */
  static SupplyException refused(String message) {
    return new SupplyException(message, true);
  }

  boolean isRefused() {
    return refused;
  }
}
