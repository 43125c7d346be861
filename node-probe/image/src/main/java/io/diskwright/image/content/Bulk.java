package io.diskwright.image.content;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is read many bytes at a time; one byte is an array of one. */
abstract class Bulk extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
