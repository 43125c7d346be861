package io.diskwright.image.content;

import io.diskwright.image.ImageException;
import java.io.InputStream;

/** The bytes of a source as it is stored, packed or not, front to back. */
interface Supply extends AutoCloseable {
  /** The bytes; the same stream each time. */
  InputStream bytes();

  /** How many there are. */
  long length();

  /** What is being done with them, for the progress, such as {@code downloading}. */
  String phase();

  /** The source as messages name it, such as {@code The source /srv/a.img}. */
  String name();

  /**
   * Called at the end of the bytes.
   *
   * @throws ImageException when they were not what they should have been
   */
  void finish() throws ImageException;

  @Override
  void close();
}
