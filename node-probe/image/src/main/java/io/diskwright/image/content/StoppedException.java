package io.diskwright.image.content;

import io.diskwright.image.ImageException;
import java.io.IOException;

/** Carries what must not be tried again through streams that know of nothing but IOException. */
final class StoppedException extends IOException {
  private static final long serialVersionUID = 1;

  private final ImageException why;

  StoppedException(ImageException why) {
    super(why);
    this.why = why;
  }

  ImageException why() {
    return why;
  }
}
