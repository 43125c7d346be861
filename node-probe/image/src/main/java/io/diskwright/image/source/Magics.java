package io.diskwright.image.source;

import io.diskwright.image.source.RefusedException.Why;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a format by its magic; raw is what has none. */
final class Magics {
  private static final int START = 4 << 10;
  private static final int SECTOR = 512;
  private static final int VMDK = 0x4B444D56; // "KDMV"
  private static final int QED = 0x51454400; // "QED\0"
  private static final long VHDX = Long.reverseBytes(VhdxSource.SIGNATURE);
  private static final int VDI = Integer.reverseBytes(VdiSource.SIGNATURE);

  /** What is told by how it begins, and is not taken. */
  private static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    OTHERS.put("COWD", "a sparse image of an ESX server (COWD)");
    OTHERS.put("\276\272\376\312\0\0\0\0", "a sparse image of an ESX server (seSparse)");
    OTHERS.put("LUKS\272\276", "encrypted (LUKS)");
    OTHERS.put("WithoutFreeSpace", "a Parallels image");
    OTHERS.put("WithouFreSpacExt", "a Parallels image");
    OTHERS.put("Bochs Virtual HD Image", "a Bochs image");
    OTHERS.put("#!/bin/sh\n#V2.0 Format", "a cloop image");
    OTHERS.put("\037\213\010", "compressed (gzip)");
    OTHERS.put("\3757zXZ\0", "compressed (xz)");
    OTHERS.put("(\265/\375", "compressed (zstd)");
    OTHERS.put("BZh", "compressed (bzip2)");
    OTHERS.put("PK\3\4", "a zip archive");
    OTHERS.put("7z\274\257\047\034", "a 7z archive");
  }

  private Magics() {}

  /**
   * The format of {@code file}.
   *
   * @throws RefusedException when it is one that is not taken, so that nobody takes it for raw
   */
  static ImageFormat of(SourceFile file) throws RefusedException {
    ByteBuffer start = file.at(0, Math.min(START, file.size()), "its beginning");
    String text = new String(start.array(), StandardCharsets.ISO_8859_1);
    ByteBuffer padded = ByteBuffer.allocate(START).put(start);
    ImageFormat known = known(padded, file);
    if (known != null) {
      return known;
    }
    for (Map.Entry<String, String> other : OTHERS.entrySet()) {
      if (text.startsWith(other.getKey())) {
        throw notTaken(other.getValue());
      }
    }
    if (text.startsWith("ustar", 257)) {
      throw notTaken("a tar archive, perhaps an OVA: unpack it, and take the image in it");
    }
    if (VmdkDescriptor.isOne(text)) {
      throw new RefusedException(
          Why.Reaches, "it is the descriptor of a VMDK, whose extents are other files");
    }
    return ImageFormat.raw;
  }

  private static @Nullable ImageFormat known(ByteBuffer start, SourceFile file)
      throws RefusedException {
    if (start.getInt(0) == Qcow2Source.MAGIC) {
      return ImageFormat.qcow2;
    }
    if (start.getInt(0) == QED) {
      return ImageFormat.qed;
    }
    if (start.getInt(0) == VMDK) {
      return ImageFormat.vmdk;
    }
    if (start.getLong(0) == VHDX) {
      return ImageFormat.vhdx;
    }
    if (start.getInt(VdiSource.SIGNATURE_AT) == VDI) {
      return ImageFormat.vdi;
    }
    if (start.getLong(0) == VpcSource.COOKIE) {
      return ImageFormat.vpc;
    }
    if (file.size() < SECTOR) {
      return null;
    }
    ByteBuffer end = file.at(file.size() - SECTOR, SECTOR, "its end");
    if (end.getInt(0) == 0x6b6f6c79) { // "koly"
      throw notTaken("an image of macOS (dmg)");
    }
    return VpcSource.isFixed(end) ? ImageFormat.vpc : null;
  }

  private static RefusedException notTaken(String what) {
    return new RefusedException(
        Why.Unknown,
        "it is " + what + "; if it is meant to be the guest's disk as it is, say that it is raw");
  }
}
