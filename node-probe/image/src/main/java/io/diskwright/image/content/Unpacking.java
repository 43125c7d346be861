package io.diskwright.image.content;

import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.SparseWriter;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;

/**
 * Reads a supply front to back: unpacks it, tells what it is, and stops it when it grows beyond
 * what it may be. Raw is handed on as it comes; any other format is kept whole first and looked
 * through.
 */
final class Unpacking {
  /** Data that any small file may unpack to. */
  private static final long FREE = 64L << 20;

  /** So much data a byte may unpack to beyond that; zeroes take no space, and do not count. */
  private static final long MOST_PER_BYTE = 400;

  private final Libc libc;
  private final Supply supply;
  private final Content.Room room;
  private final @Nullable ImageFormat asked;
  private final Counted packed;
  private final Optional<Packing> packing;
  private final BufferedInputStream bytes;
  private long data;

  private Unpacking(
      Libc libc,
      Supply supply,
      Content.Room room,
      @Nullable ImageFormat asked,
      Counted packed,
      Optional<Packing> packing,
      BufferedInputStream bytes) {
    this.libc = libc;
    this.supply = supply;
    this.room = room;
    this.asked = asked;
    this.packed = packed;
    this.packing = packing;
    this.bytes = bytes;
  }

  /**
   * Opens it; closing what is opened closes the supply.
   *
   * @param format of what is in it, or null to tell it by its first bytes
   */
  static Content.Opened open(
      Libc libc, Supply supply, Content.Room room, @Nullable ImageFormat format)
      throws ImageException {
    Counted packed = new Counted(supply.bytes());
    Optional<Packing> packing = Optional.empty();
    try {
      BufferedInputStream looked = new BufferedInputStream(packed, SparseWriter.BLOCK);
      packing = Packing.of(head(looked, Packing.HEAD));
      BufferedInputStream bytes =
          packing.isEmpty()
              ? looked
              : new BufferedInputStream(packing.get().open(looked), SparseWriter.BLOCK);
      boolean kept = false;
      try {
        Content.Opened opened =
            new Unpacking(libc, supply, room, format, packed, packing, bytes).open();
        kept = opened instanceof Raw;
        return opened;
      } finally {
        if (!kept) {
          bytes.close(); // what unpacks holds memory of its own
        }
      }
    } catch (IOException e) {
      throw broken(supply, packing, e);
    }
  }

  private Content.Opened open() throws IOException, ImageException {
    byte[] head = head(bytes, SparseWriter.BLOCK);
    if (packing.isPresent() && Packing.of(head).isPresent()) {
      throw refused("is packed twice; unpack it once and give that");
    }
    if (head.length == 0) {
      throw refused("holds nothing; give one that holds an image");
    }
    ImageFormat format = asked == null ? Heads.format(head) : asked;
    if (format != ImageFormat.raw) {
      return whole();
    }
    if (asked == null) {
      requireDisk(head);
    }
    return new Raw();
  }

  /** Throws when it begins as something else does that is no disk, such as an archive. */
  private void requireDisk(byte[] head) throws ImageException {
    Fd scratch = room.scratch();
    libc.pwrite(scratch, head, 0);
    Inspected unused = Inspected.of(libc, scratch, true, null, supply);
  }

  /**
   * Bytes the guest will see, as far as the beginning of {@code supply} tells.
   *
   * @param asked format of what is in it, or null to tell it by its first bytes
   */
  static OptionalLong size(Supply supply, @Nullable ImageFormat asked) throws ImageException {
    Optional<Packing> packing = Optional.empty();
    try {
      BufferedInputStream looked = new BufferedInputStream(supply.bytes(), SparseWriter.BLOCK);
      packing = Packing.of(head(looked, Packing.HEAD));
      try (InputStream bytes = packing.isEmpty() ? looked : packing.get().open(looked)) {
        byte[] head = bytes.readNBytes(SparseWriter.BLOCK);
        ImageFormat format = asked == null ? Heads.format(head) : asked;
        if (format == ImageFormat.raw) {
          boolean told = packing.isEmpty() && supply.length() > 0;
          return told ? OptionalLong.of(supply.length()) : OptionalLong.empty();
        }
        return Heads.virtualBytes(format, head);
      }
    } catch (IOException e) {
      throw broken(supply, packing, e);
    }
  }

  /** The next bytes of {@code stream}, which still has them afterwards. */
  private static byte[] head(BufferedInputStream stream, int length) throws IOException {
    stream.mark(length);
    byte[] head = stream.readNBytes(length);
    stream.reset();
    return head;
  }

  private Content.Opened whole() throws ImageException {
    Fd scratch = room.scratch();
    SparseWriter writer = new SparseWriter(libc, scratch);
    long most = room.sizeBytes() + room.sizeBytes() / 8 + FREE;
    byte[] piece = new byte[SparseWriter.PIECE];
    for (int n = next(piece, 0); n > 0; n = next(piece, 0)) {
      if (writer.position() + n > most) {
        throw refused(
            ("is larger than %d bytes, more than any image of %d bytes needs; give a larger"
                    + " spec.size, or do not trust it")
                .formatted(most, room.sizeBytes()));
      }
      writer.write(piece, n);
    }
    writer.end();
    finish();
    return Inspected.of(libc, scratch, true, asked, supply);
  }

  /** Fills {@code piece} from {@code from} on as far as there is something; returns its end. */
  private int next(byte[] piece, int from) throws ImageException {
    room.tick(supply.phase(), packed.count(), Math.max(packed.count(), supply.length()));
    try {
      int end = from + bytes.readNBytes(piece, from, piece.length - from);
      if (packing.isPresent()) {
        watch(piece, from, end);
      }
      return end;
    } catch (IOException e) {
      throw broken(supply, packing, e);
    }
  }

  private void watch(byte[] piece, int from, int end) throws ImageException {
    for (int at = from; at < end; at += SparseWriter.BLOCK) {
      int to = Math.min(end, at + SparseWriter.BLOCK);
      data += SparseWriter.isZero(piece, at, to) ? 0 : to - at;
    }
    if (data > FREE + MOST_PER_BYTE * packed.count()) {
      throw refused(
          ("unpacks to more than %d times its size, %d bytes of data from %d: it is made to fill"
                  + " disks; if it is not, unpack it and give that")
              .formatted(MOST_PER_BYTE, data, packed.count()));
    }
  }

  /** Reads what may follow the end of what is packed, for it is part of the supply. */
  private void finish() throws ImageException {
    try {
      packed.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw broken(supply, packing, e);
    }
    supply.finish();
  }

  private ImageException refused(String why) {
    return new ImageException(Kind.Refused, supply.name() + " " + why + ".");
  }

  private static ImageException broken(Supply supply, Optional<Packing> packing, IOException e) {
    String said = String.valueOf(e.getMessage());
    if (e instanceof StoppedException stopped) {
      return stopped.why();
    }
    if (e instanceof SupplyException known) {
      Kind kind = known.isRefused() ? Kind.Refused : Kind.Failed;
      return new ImageException(kind, supply.name() + " " + said + ".", e);
    }
    String why =
        packing
            .map(
                one ->
                    e instanceof MemoryLimitException || said.contains("too much memory")
                        ? "needs more memory to unpack than it may have; pack it by " + one.advice()
                        : (e instanceof EOFException || said.contains("runcated")
                                ? "is cut off"
                                : "is damaged")
                            + ", or no "
                            + one
                            + " stream at all ("
                            + said
                            + "); get it again")
            .orElse("cannot be read: " + said);
    return new ImageException(Kind.Failed, supply.name() + " " + why + ".", e);
  }

  /** The bytes of the disk; the footer that makes a fixed VHD of them is left out. */
  private final class Raw implements Content.Stream {
    private final byte[] held = new byte[SparseWriter.BLOCK];
    private int holding;
    private long handed;
    private boolean ended;

    @Override
    public long length() {
      return packing.isPresent() || asked == null ? -1 : supply.length();
    }

    @Override
    public int read(byte[] buffer) throws ImageException {
      if (ended) {
        return 0;
      }
      System.arraycopy(held, 0, buffer, 0, holding);
      int end = next(buffer, holding);
      ended = end < buffer.length;
      if (ended) {
        boolean footer =
            asked == null
                && end >= Heads.LENGTH
                && Heads.isFixedFooter(buffer, end, handed + end - Heads.LENGTH);
        end -= footer ? Heads.LENGTH : 0;
      } else {
        end -= held.length; // it may be the end, which only the next read will tell
        System.arraycopy(buffer, end, held, 0, held.length);
        holding = held.length;
      }
      handed += end;
      if (handed > room.sizeBytes()) {
        throw refused(
            "has more than the %d bytes of spec.size; give a larger one"
                .formatted(room.sizeBytes()));
      }
      return end;
    }

    @Override
    public void finish() throws ImageException {
      Unpacking.this.finish();
    }

    @Override
    public void close() {
      try {
        bytes.close();
      } catch (IOException e) {
        // All that was wanted of it was read.
      }
      supply.close();
    }
  }
}
