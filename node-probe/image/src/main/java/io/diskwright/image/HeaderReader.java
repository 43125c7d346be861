package io.diskwright.image;

import io.diskwright.image.Header.BrokenException;
import io.diskwright.image.Header.Bytes;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.TreeMap;

/**
 * Reads the headers of image formats by itself, bounded, without believing them and without
 * starting a process. An image that refers to any other file is not one of ours, and is refused.
 */
final class HeaderReader {
  private static final int VMDK_MAGIC = 0x4B444D56; // "KDMV"
  private static final int VDI_SIGNATURE = 0xBEDA107F;
  private static final int QED_BACKING_FILE = 1;
  private static final int SECTOR = ImageOrder.SECTOR_BYTES;
  private static final long VPC_COOKIE = 0x636F6E6563746978L; // "conectix"

  private HeaderReader() {}

  /**
   * Reads the header of {@code file}, {@code size} bytes long, as that of {@code order}.
   *
   * @throws BrokenException when it is not one
   */
  static Header read(Libc libc, Fd file, long size, ImageOrder order) throws BrokenException {
    ImageFormat format = order.format();
    if (format == ImageFormat.raw && order.encrypted()) { // a guest may write one into a plain one
      return LuksHeader.first(bytes(libc, file, size, format)).of(size);
    }
    return read(bytes(libc, file, size, format), size, format);
  }

  /** Reads parts of {@code file}, {@code size} bytes long, and nothing beyond its end. */
  static Bytes bytes(Libc libc, Fd file, long size, ImageFormat format) {
    return (offset, length) -> {
      if (offset < 0 || offset > size - length) {
        throw new BrokenException(
            format, "it ends at byte " + size + ", before byte " + (offset + length));
      }
      byte[] read = libc.pread(file, length, offset);
      if (read.length != length) {
        throw new BrokenException(format, "it could be read only in part");
      }
      return ByteBuffer.wrap(read);
    };
  }

  static Header read(Bytes bytes, long size, ImageFormat format) throws BrokenException {
    Header header =
        switch (format) {
          case raw -> Header.of(size);
          case qcow2 -> Qcow2Header.read(bytes);
          case qed -> qed(bytes);
          case vmdk -> vmdk(bytes);
          case vdi -> vdi(bytes);
          case vhdx -> VhdxHeader.read(bytes);
          case vpc -> vpc(bytes, size);
        };
    if (header.virtualBytes() < 0) {
      throw new BrokenException(format, "its size is absurd");
    }
    return header;
  }

  /** docs/interop/qed_spec.txt of QEMU. */
  private static Header qed(Bytes bytes) throws BrokenException {
    ByteBuffer header = bytes.at(0, 64);
    require(header.getInt(0) == 0x51454400, ImageFormat.qed, "no magic number");
    header.order(ByteOrder.LITTLE_ENDIAN);
    require((header.getLong(16) & QED_BACKING_FILE) == 0, ImageFormat.qed, "it has a backing file");
    TreeMap<String, String> options = new TreeMap<>();
    options.put("cluster_size", Integer.toString(header.getInt(4)));
    options.put("table_size", Integer.toString(header.getInt(8)));
    return new Header(header.getLong(48), options, 0);
  }

  /** VMware Virtual Disk Format 1.1, hosted sparse extents. */
  private static Header vmdk(Bytes bytes) throws BrokenException {
    ByteBuffer header = bytes.at(0, SECTOR);
    require(header.getInt(0) == VMDK_MAGIC, ImageFormat.vmdk, "no magic number");
    header.order(ByteOrder.LITTLE_ENDIAN);
    TreeMap<String, String> options = new TreeMap<>();
    boolean compressed = (header.getInt(8) & 0x10000) != 0;
    options.put("subformat", compressed ? "streamOptimized" : "monolithicSparse");
    return new Header(sectors(header.getLong(12)), options, 0);
  }

  /** block/vdi.c of QEMU: signature at byte 64, type at 76, size at 368. */
  private static Header vdi(Bytes bytes) throws BrokenException {
    ByteBuffer header = bytes.at(0, SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    require(header.getInt(64) == VDI_SIGNATURE, ImageFormat.vdi, "no signature");
    int type = header.getInt(76);
    require(type == 1 || type == 2, ImageFormat.vdi, "image type " + type);
    TreeMap<String, String> options = new TreeMap<>();
    options.put("static", type == 2 ? "on" : "off");
    return new Header(header.getLong(368), options, 0);
  }

  /** Virtual Hard Disk Image Format Specification 1.0: a footer, and a copy first when dynamic. */
  private static Header vpc(Bytes bytes, long size) throws BrokenException {
    ByteBuffer footer = bytes.at(size - SECTOR, SECTOR);
    require(footer.getLong(0) == VPC_COOKIE, ImageFormat.vpc, "no cookie in its footer");
    int type = footer.getInt(60);
    require(type == 2 || type == 3, ImageFormat.vpc, "disk type " + type);
    if (type == 3) {
      require(bytes.at(0, SECTOR).equals(footer), ImageFormat.vpc, "header and footer differ");
    }
    TreeMap<String, String> options = new TreeMap<>();
    options.put("subformat", type == 2 ? "fixed" : "dynamic");
    return new Header(footer.getLong(48), options, 0);
  }

  static void require(boolean holds, ImageFormat format, String otherwise) throws BrokenException {
    if (!holds) {
      throw new BrokenException(format, otherwise);
    }
  }

  private static long sectors(long count) {
    return count < 0 || count > Long.MAX_VALUE / SECTOR ? -1 : count * SECTOR;
  }
}
