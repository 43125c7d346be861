package io.diskwright.image.source;

import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An image in memory whose headers and tables can be broken, and made whole again. */
final class MutableImage extends ForwardingLibc {
  private static final int KIB = 1 << 10;

  private final Corpus.Case made;
  private final byte[] good;
  private final byte[] bytes;
  private final int[] places; // of what is not zero, and around it
  private int size;
  private long read;

  MutableImage(Corpus.Case made) throws java.io.IOException {
    super(Libc.system());
    this.made = made;
    this.good = Files.readAllBytes(made.file());
    this.bytes = good.clone();
    this.size = good.length;
    BitSet hot = new BitSet();
    for (int i = 0; i < good.length; i++) {
      if (good[i] != 0) {
        hot.set(i & -8, Math.min(good.length, (i & -8) + 16));
      }
    }
    this.places = hot.stream().toArray();
  }

  @Nullable ImageFormat format() {
    return made.format();
  }

  int length() {
    return good.length;
  }

  long bytesRead() {
    return read;
  }

  /** Tables are read twice at most, those of several kinds may lie over each other. */
  long mostRead() {
    return 6L * good.length + 64 * KIB;
  }

  /** What is worth breaking, one after the other. */
  byte[] tables() {
    byte[] tables = new byte[places.length];
    for (int i = 0; i < places.length; i++) {
      tables[i] = good[places[i]];
    }
    return tables;
  }

  /** Other bytes for {@link #tables}; where there are fewer the file ends. */
  void set(byte[] tables) {
    for (int i = 0; i < tables.length; i++) {
      bytes[places[i]] = tables[i];
    }
    if (tables.length < places.length) {
      size = places[tables.length];
    }
  }

  /** Puts a number over the {@code index}th byte of {@link #tables}, aligned. */
  void put(int index, byte[] number) {
    int at = places[index] & -number.length;
    for (int i = 0; i < number.length && at + i < bytes.length; i++) {
      bytes[at + i] = number[i];
    }
  }

  /** Makes the checksums right again. */
  void sum() {
    if (made.format() == ImageFormat.vhdx) {
      crc(64 * KIB, 4 * KIB);
      crc(128 * KIB, 4 * KIB);
      crc(192 * KIB, 64 * KIB);
    } else if (made.format() == ImageFormat.vpc) {
      add(0, 512, 64);
      add(512, 1024, 36);
      System.arraycopy(bytes, 0, bytes, bytes.length - 512, 512);
    }
  }

  private void crc(int at, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(at + 4, 0);
    CRC32C sum = new CRC32C();
    sum.update(bytes, at, length);
    buffer.putInt(at + 4, (int) sum.getValue());
  }

  private void add(int at, int length, int field) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.putInt(at + field, 0);
    int sum = 0;
    for (int i = at; i < at + length; i++) {
      sum += Byte.toUnsignedInt(bytes[i]);
    }
    buffer.putInt(at + field, ~sum);
  }

  void restore() {
    for (int place : places) {
      int end = Math.min(bytes.length, place + 8);
      System.arraycopy(good, place, bytes, place, end - place);
    }
    int tail = Math.max(0, good.length - 512);
    System.arraycopy(good, tail, bytes, tail, good.length - tail);
    size = good.length;
    read = 0;
  }

  @Override
  public Statx statx(Fd fd) {
    Statx.DeviceNumber none = new Statx.DeviceNumber(0, 0);
    return new Statx(0, 0, 0100600, 0, 0, 1, size, size, none, none, 0, -1, -1, -1, 1);
  }

  @Override
  public byte[] pread(Fd fd, int length, long offset) {
    read += length;
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new AssertionError("reads " + length + " bytes at " + offset + " of " + size);
    }
    return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
  }

  @Override
  public String toString() {
    return Objects.toString(made.file().getFileName()) + " of " + size + " bytes";
  }
}
