package io.diskwright.image.content;

import java.io.InputStream;

/** The bytes of a source as it is stored, packed or not, front to back. */
interface Supply extends Provenance {
  /** The bytes; the same stream each time. */
  InputStream bytes();

  /** How many there are. */
  long length();

  /** What is being done with them, for the progress, such as {@code downloading}. */
  String phase();
}
