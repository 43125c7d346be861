package io.diskwright.image.content;

import io.diskwright.image.ImageException;

/** Where bytes come from that are being read. */
interface Provenance extends AutoCloseable {
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
