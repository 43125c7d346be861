package io.diskwright.image;

import static io.diskwright.image.HeaderReader.require;

import io.diskwright.image.Header.BrokenException;
import io.diskwright.image.Header.Bytes;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the LUKS header of a qcow2 or raw image lies, and what it says; docs/interop/qcow2.txt of
 * QEMU, "Full disk encryption header pointer", and the LUKS1 On-Disk Format Specification 1.2.3.
 *
 * @param offset where it starts, in bytes of the file
 * @param length of header and key material; without these bytes nobody can read the image again
 * @param cipher such as {@code aes-xts-plain64}
 * @param keyBytes of the image's own key
 * @param activeSlots how many passphrases open it
 */
record LuksHeader(long offset, long length, String cipher, int keyBytes, int activeSlots) {
  /** AES-256 in XTS mode: two keys of 256 bits. */
  static final String CIPHER = "aes-xts-plain64";

  static final int KEY_BYTES = 64;

  private static final int CRYPT_LUKS = 2;
  private static final int EXTENSION = 0x0537be77;
  private static final long MAGIC = 0x4C554B53BABEL; // "LUKS\xba\xbe"
  private static final int SLOTS = 8;
  private static final int SLOT_BYTES = 48;
  private static final int FIRST_SLOT = 208;
  private static final int ACTIVE = 0x00AC71F3;
  private static final int MOST_EXTENSIONS = 64;
  private static final int MOST_BYTES = 16 << 20;

  /** Whether a qcow2 header says that the image is encrypted so. */
  static boolean announced(ByteBuffer qcow2) {
    return qcow2.getInt(32) == CRYPT_LUKS;
  }

  /** That of an encrypted raw image: the file starts with it, and the data follows. */
  static LuksHeader first(Bytes bytes) throws BrokenException {
    long payload = 512L * Integer.toUnsignedLong(bytes.at(104, 4).getInt(0));
    return at(bytes, 0, payload);
  }

  /** What a raw image of {@code size} bytes is behind it. */
  Header of(long size) throws BrokenException {
    requireUsable();
    TreeMap<String, String> options = new TreeMap<>();
    options.put(OrderRules.ENCRYPT_FORMAT, OrderRules.LUKS);
    return new Header(size - length, options, 0);
  }

  /**
   * Where the keys of an encrypted image of ours lie. A crash may have come in the middle of
   * erasing them: then the rest is erased, and not all of the data.
   */
  static Optional<Scrubber.Extent> keys(Libc libc, Fd file, String name, long size) {
    boolean raw = name.equals(OrderRules.fileName(ImageFormat.raw, true));
    if (!raw && !name.equals(OrderRules.fileName(ImageFormat.qcow2, true))) {
      return Optional.empty(); // whatever a guest may have written there
    }
    Bytes bytes = HeaderReader.bytes(libc, file, size, raw ? ImageFormat.raw : ImageFormat.qcow2);
    try {
      if (raw) {
        return Optional.of(
            isErased(bytes, 0)
                ? new Scrubber.Extent(0, Math.min(size, MOST_BYTES))
                : first(bytes).extent());
      }
      ByteBuffer header = bytes.at(0, 104);
      if (!Qcow2Header.isOne(header) || !announced(header)) {
        return Optional.empty();
      }
      ByteBuffer pointer = pointer(bytes);
      long offset = pointer.getLong(0);
      return Optional.of(
          isErased(bytes, offset)
              ? new Scrubber.Extent(offset, Math.min(size - offset, pointer.getLong(8)))
              : read(bytes).extent());
    } catch (BrokenException e) {
      return Optional.empty();
    }
  }

  private static boolean isErased(Bytes bytes, long offset) throws BrokenException {
    ByteBuffer start = bytes.at(offset, FIRST_SLOT);
    return start.mismatch(ByteBuffer.allocate(FIRST_SLOT)) < 0;
  }

  private Scrubber.Extent extent() {
    return new Scrubber.Extent(offset, length);
  }

  /** Reads it from a qcow2 image that announces one. */
  static LuksHeader read(Bytes bytes) throws BrokenException {
    ByteBuffer pointer = pointer(bytes);
    return at(bytes, pointer.getLong(0), pointer.getLong(8));
  }

  /** Offset and length. */
  private static ByteBuffer pointer(Bytes bytes) throws BrokenException {
    int at = bytes.at(100, 4).getInt(0);
    for (int i = 0; i < MOST_EXTENSIONS; i++) {
      ByteBuffer extension = bytes.at(at, 8);
      int type = extension.getInt(0);
      int size = extension.getInt(4);
      require(size >= 0 && size < MOST_BYTES && type != 0, ImageFormat.qcow2, "no LUKS header");
      if (type == EXTENSION) {
        require(size >= 16, ImageFormat.qcow2, "no pointer to its LUKS header");
        return bytes.at(at + 8L, 16);
      }
      at += 8 + (size + 7) / 8 * 8;
    }
    throw new BrokenException(ImageFormat.qcow2, "no LUKS header");
  }

  /** Throws unless it is what images are encrypted by, and somebody can still open it. */
  void requireUsable() throws BrokenException {
    require(
        cipher.equals(CIPHER) && keyBytes == KEY_BYTES,
        ImageFormat.qcow2,
        "encrypted by " + cipher + " with a key of " + 8 * keyBytes + " bits");
    require(activeSlots > 0, ImageFormat.qcow2, "no passphrase opens it any more");
  }

  private static LuksHeader at(Bytes bytes, long offset, long length) throws BrokenException {
    int fixed = FIRST_SLOT + SLOTS * SLOT_BYTES;
    require(
        offset >= 0 && length >= fixed && length <= MOST_BYTES,
        ImageFormat.qcow2,
        "a LUKS header of " + length + " bytes at byte " + offset);
    ByteBuffer header = bytes.at(offset, fixed);
    require(
        header.getLong(0) >>> 16 == MAGIC && header.getShort(6) == 1,
        ImageFormat.qcow2,
        "its LUKS header is gone");
    int active = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      active += header.getInt(FIRST_SLOT + slot * SLOT_BYTES) == ACTIVE ? 1 : 0;
    }
    return new LuksHeader(
        offset, length, word(header, 8) + "-" + word(header, 40), header.getInt(108), active);
  }

  /** Up to 32 bytes of text, ended by a zero. */
  private static String word(ByteBuffer header, int at) {
    byte[] text = new byte[32];
    header.get(at, text);
    return new String(text, StandardCharsets.US_ASCII).split("\0", 2)[0];
  }
}
