package io.diskwright.image.source;

import io.diskwright.image.source.RefusedException.Why;
import java.util.Arrays;

/**
 * Which bytes of a file its tables speak for. In an image that is in order each byte is spoken for
 * once; one mapped a million times is a bomb, and one that is table and data at once is a trap.
 *
 * <p>Memory is bounded: pieces that lie side by side become one, and an image whose data lies in
 * more than half a million pieces with gaps between them is refused.
 */
final class Claims {
  /** What a piece of a file is. */
  enum Part {
    Header("its header"),
    Directory("its first table"),
    Table("a second-level table"),
    Refcounts("its reference counts"),
    Snapshots("its snapshots"),
    Bitmaps("its bitmaps"),
    Log("its log"),
    Metadata("its metadata"),
    Data("data"),
    Packed("compressed data");

    private final String described;

    Part(String described) {
      this.described = described;
    }
  }

  /** Larger files are absurd; their sectors would not fit below. */
  static final long MOST_BYTES = 1L << 50;

  private static final int MOST = 1 << 20;
  private static final int SECTOR_BITS = 9;
  private static final int PART_BITS = 4;
  private static final int LENGTH_BITS = 18;
  private static final long LONGEST = (1L << LENGTH_BITS) - 1;
  private static final Part[] PARTS = Part.values();

  private final boolean sharing;
  private long[] taken = new long[256]; // first sector, sectors, part: sorted as numbers
  private int count;

  /**
   * Begins with nothing.
   *
   * @param sharing whether pieces may overlap each other, as compressed ones do in their sectors
   */
  Claims(boolean sharing) {
    this.sharing = sharing;
  }

  /** Takes the sectors that hold {@code length} bytes at {@code offset}, inside MOST_BYTES. */
  void take(long offset, long length, Part part) throws RefusedException {
    long first = offset >>> SECTOR_BITS;
    long end = (offset + length + (1L << SECTOR_BITS) - 1) >>> SECTOR_BITS;
    while (first < end) {
      long sectors = Math.min(LONGEST, end - first);
      add(first, sectors, part);
      first += sectors;
    }
  }

  private void add(long first, long sectors, Part part) throws RefusedException {
    if (count > 0) {
      long last = taken[count - 1];
      boolean joins = first == end(last) || (sharing && first >= first(last) && first <= end(last));
      long joined = Math.max(end(last), first + sectors) - first(last);
      if (joins && part(last) == part && joined <= LONGEST) {
        taken[count - 1] = packed(first(last), joined, part);
        return;
      }
    }
    if (count == taken.length) {
      if (count == MOST) {
        settle();
      }
      if (count > MOST / 2) {
        throw new RefusedException(
            Why.TooLarge, "its data lies in more than half a million pieces");
      }
      if (count == taken.length) {
        taken = Arrays.copyOf(taken, Math.min(MOST, 2 * count));
      }
    }
    taken[count++] = packed(first, sectors, part);
  }

  /**
   * Looks at what was taken so far.
   *
   * @throws RefusedException when something was taken twice
   */
  void settle() throws RefusedException {
    Arrays.sort(taken, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long next = taken[i];
      if (kept > 0) {
        long last = taken[kept - 1];
        if (first(next) < end(last) && !sharing) {
          throw overlap(part(last), part(next), first(next));
        }
        long joined = Math.max(end(last), end(next)) - first(last);
        if (first(next) <= end(last) && part(last) == part(next) && joined <= LONGEST) {
          taken[kept - 1] = packed(first(last), joined, part(last));
          continue;
        }
      }
      taken[kept++] = next;
    }
    count = kept;
  }

  /** Throws when the sector at {@code offset} was taken, which is settled, before {@code part}. */
  void requireFree(long offset, Part part) throws RefusedException {
    long sector = offset >>> SECTOR_BITS;
    int found = Arrays.binarySearch(taken, 0, count, packed(sector + 1, 0, Part.Header));
    int before = (found < 0 ? -found - 1 : found) - 1; // the last that begins at it or earlier
    if (before >= 0 && end(taken[before]) > sector) {
      throw overlap(part(taken[before]), part, sector);
    }
  }

  /** Throws when both took the same; both are settled. */
  void requireApart(Claims other) throws RefusedException {
    int i = 0;
    int j = 0;
    while (i < count && j < other.count) {
      long mine = taken[i];
      long its = other.taken[j];
      if (end(mine) <= first(its)) {
        i++;
      } else if (end(its) <= first(mine)) {
        j++;
      } else {
        throw overlap(part(mine), part(its), Math.max(first(mine), first(its)));
      }
    }
  }

  /** Bytes taken; settled. */
  long bytes() {
    long sectors = 0;
    long end = 0;
    for (int i = 0; i < count; i++) {
      sectors += Math.max(0, end(taken[i]) - Math.max(end, first(taken[i])));
      end = Math.max(end, end(taken[i]));
    }
    return sectors << SECTOR_BITS;
  }

  private static RefusedException overlap(Part one, Part other, long sector) {
    String at = " at byte " + (sector << SECTOR_BITS);
    return one == other
        ? new RefusedException(Why.Damaged, one.described + at + " is mapped twice")
        : new RefusedException(
            Why.Damaged, one.described + " and " + other.described + " overlap" + at);
  }

  private static long packed(long first, long sectors, Part part) {
    return first << (LENGTH_BITS + PART_BITS) | sectors << PART_BITS | part.ordinal();
  }

  private static long first(long piece) {
    return piece >>> (LENGTH_BITS + PART_BITS);
  }

  private static long end(long piece) {
    return first(piece) + (piece >>> PART_BITS & LONGEST);
  }

  private static Part part(long piece) {
    return PARTS[(int) (piece & ((1 << PART_BITS) - 1))];
  }
}
