package io.diskwright.image.source;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.util.Arrays;

/**
 * The compressed pieces of an image. They may share sectors, but no two are the same, and together
 * they are no more than their compression can hold.
 */
final class Packed {
  /** Deflate makes 1032 bytes of one at best. */
  static final long DEFLATE = 1040;

  /** Zstandard makes 128 KiB of a block of four bytes. */
  static final long ZSTD = 32768;

  private static final int WINDOW = 1 << 18;

  private final Claims claims = new Claims(true);
  private long[] starts = new long[256];
  private int count;
  private long pieces;

  /** Takes a piece of {@code length} bytes, or a little less, at {@code offset}. */
  void take(long offset, long length) throws RefusedException {
    take(offset);
    claims.take(offset, length, Part.Packed);
  }

  /** Takes a piece at {@code offset} whose length only it tells. */
  void take(long offset) throws RefusedException {
    if (count == starts.length) {
      if (count == WINDOW) {
        settle();
      } else {
        starts = Arrays.copyOf(starts, 2 * count);
      }
    }
    starts[count++] = offset;
    pieces++;
  }

  /**
   * Looks at what was taken.
   *
   * @param file for what is not compressed
   * @param unpacked bytes of a piece when it is unpacked
   * @param ratio how many bytes one can become
   * @param fileBytes of compressed data, at most; negative: as many as were taken
   */
  void check(SourceFile file, long unpacked, long ratio, long fileBytes) throws RefusedException {
    if (pieces == 0) {
      return;
    }
    settle();
    claims.settle();
    long packed = fileBytes < 0 ? claims.bytes() : fileBytes;
    if (pieces > (packed * ratio + ratio) / unpacked + 1) {
      throw new RefusedException(
          Why.Damaged,
          pieces + " compressed clusters lie in " + packed + " bytes, which is a bomb");
    }
    file.claims().settle();
    file.claims().requireApart(claims);
  }

  /** Finds equal ones among up to 260,000 that follow each other. */
  private void settle() throws RefusedException {
    Arrays.sort(starts, 0, count);
    for (int i = 1; i < count; i++) {
      if (starts[i] == starts[i - 1]) {
        throw new RefusedException(
            Why.Damaged, "compressed data at byte " + starts[i] + " is mapped twice");
      }
    }
    count = 0;
  }
}
