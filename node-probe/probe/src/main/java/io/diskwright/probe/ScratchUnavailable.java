package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;

/** No file could be made in the directory, so nothing that needs one can be asked. */
final class ScratchUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrnoException why;

  ScratchUnavailable(ErrnoException why) {
    super(why);
    this.why = why;
  }

  ErrnoException why() {
    return why;
  }

  /** The same answer for every capability that needs a file: never Absent. */
  Finding finding() {
    return Finding.unknown(
        why.call(), why.errnoName(), "no file could be made here to ask with: " + why.getMessage());
  }
}
