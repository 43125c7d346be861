package io.diskwright.image;

import io.diskwright.planner.ImageFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the header of an image says.
 *
 * @param virtualBytes bytes the guest sees
 * @param options what the header tells of the options it was made with, by QEMU's names
 * @param tableBytes bytes of the tables that preallocated metadata fills; 0 where the format has
 *     none that matter
 */
record Header(long virtualBytes, SortedMap<String, String> options, long tableBytes) {
  static Header of(long virtualBytes) {
    return new Header(virtualBytes, new TreeMap<>(), 0);
  }

  /** The header is not what {@code format} prescribes. */
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenException(ImageFormat format, String what) {
      super("not an intact " + format + " header: " + what);
    }
  }

  /** Reads parts of a file. */
  @FunctionalInterface
  interface Bytes {
    /** Exactly {@code length} bytes at {@code offset}, big endian, or BrokenException. */
    java.nio.ByteBuffer at(long offset, int length) throws BrokenException;
  }
}
