package io.diskwright.image.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** The bytes of an answer, to its end and not beyond; RFC 9112, section 6. */
final class HttpBody extends Bulk {
  private static final Pattern SIZE = Pattern.compile("[0-9a-fA-F]{1,15}");
  private static final int LINE = 4096;

  private final InputStream in;
  private final boolean chunked;
  private final boolean untold;
  private long left;
  private boolean ended;

  /** Of the answer that {@code head} is of. */
  HttpBody(HttpHead head, InputStream in) throws SupplyException {
    this.in = in;
    this.chunked = head.isChunked();
    this.left = chunked ? 0 : head.length();
    this.untold = left < 0;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended || (left == 0 && !next())) {
      ended = true;
      return -1;
    }
    int read = in.read(buffer, offset, untold ? length : (int) Math.min(length, left));
    if (read < 0) {
      if (untold) {
        ended = true;
        return -1;
      }
      throw new EOFException("the server closed the connection " + left + " bytes early");
    }
    if (!untold) {
      left -= read;
      if (chunked && left == 0) {
        requireLineEnd();
      }
    }
    return read;
  }

  /** Whether there is another chunk. */
  private boolean next() throws IOException {
    if (!chunked) {
      requireNoMore();
      return false;
    }
    String size = HttpHead.line(in, LINE).split(";", 2)[0].strip();
    if (!SIZE.matcher(size).matches()) {
      throw SupplyException.refused("comes in chunks of which one has no size");
    }
    left = Long.parseLong(size, 16);
    return left > 0; // trailers are of no interest, and the connection is closed
  }

  /** A server that says less than it sends does not know what it has. */
  private void requireNoMore() throws IOException {
    if (in.available() > 0) {
      throw SupplyException.refused(
          "is not taken: the server sent more than the length that it said");
    }
  }

  private void requireLineEnd() throws IOException {
    if (!HttpHead.line(in, LINE).isEmpty()) {
      throw SupplyException.refused("comes in chunks of which one is longer than it says");
    }
  }
}
