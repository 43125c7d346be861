package io.diskwright.image.content;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** How a stream is compressed; told by its first bytes, never by its name. */
enum Packing {
  /** RFC 1952. */
  gz("1f8b08"),
  /** The .xz File Format 1.2. */
  xz("fd377a585a00"),
  /** RFC 8878. */
  zstd("28b52ffd");

  /** Bytes that tell. */
  static final int HEAD = 6;

  private static final int BUFFER = 1 << 16;

  /** What zstd may ask for: as {@code zstd -19} packs, and some more. */
  private static final int ZSTD_WINDOW_LOG = 26;

  /** What xz may ask for of memory that other work needs, too: as {@code xz -6} packs, or -9. */
  private static final long XZ_MOST = 80L << 20;

  private final byte[] magic;

  Packing(String magic) {
    this.magic = HexFormat.of().parseHex(magic);
  }

  /** What begins with {@code head}; nothing if it is not packed. */
  static Optional<Packing> of(byte[] head) {
    return Arrays.stream(values())
        .filter(
            one ->
                head.length >= one.magic.length
                    && Arrays.equals(head, 0, one.magic.length, one.magic, 0, one.magic.length))
        .findFirst();
  }

  /** Unpacks {@code packed}; memory is bounded, and so is what it costs to find damage. */
  InputStream open(InputStream packed) throws IOException {
    return switch (this) {
      case gz -> new GZIPInputStream(packed, BUFFER);
      case xz -> new XZInputStream(packed, xzKibibytes());
      case zstd -> {
        ZstdInputStreamNoFinalizer unpacked = new ZstdInputStreamNoFinalizer(packed);
        unpacked.setLongMax(ZSTD_WINDOW_LOG);
        yield unpacked;
      }
    };
  }

  /** How to pack so that it can be unpacked here. */
  String advice() {
    return switch (this) {
      case gz -> "gzip";
      case xz -> "xz -6";
      case zstd -> "zstd -19";
    };
  }

  private static int xzKibibytes() {
    return (int) (Math.min(XZ_MOST, Runtime.getRuntime().maxMemory() / 2) >> 10);
  }
}
