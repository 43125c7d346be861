package io.diskwright.image.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.diskwright.planner.ImageFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;

/** Tells formats by their first bytes, before there is a whole file to look through. */
final class Heads {
  /** Bytes that tell. */
  static final int LENGTH = 512;

  private static final byte[] QCOW2 = {'Q', 'F', 'I', (byte) 0xfb};
  private static final byte[] QED = {'Q', 'E', 'D', 0};
  private static final byte[] VMDK = {'K', 'D', 'M', 'V'};
  private static final byte[] COWD = {'C', 'O', 'W', 'D'};
  private static final byte[] DESCRIPTOR = "# Disk DescriptorFile".getBytes(US_ASCII);
  private static final byte[] VHDX = "vhdxfile".getBytes(US_ASCII);
  private static final byte[] VPC = "conectix".getBytes(US_ASCII);
  private static final byte[] VDI = {0x7f, 0x10, (byte) 0xda, (byte) 0xbe};
  private static final int VDI_AT = 64;

  private static final int FOOTER_SUM = 64;
  private static final int FOOTER_TYPE = 60;
  private static final int FOOTER_SIZE = 48;
  private static final int FIXED = 2;

  private Heads() {}

  /** What begins with {@code head}; raw if it is nothing else. */
  static ImageFormat format(byte[] head) {
    if (has(head, 0, QCOW2)) {
      return ImageFormat.qcow2;
    }
    if (has(head, 0, QED)) {
      return ImageFormat.qed;
    }
    if (has(head, 0, VMDK) || has(head, 0, COWD) || has(head, 0, DESCRIPTOR)) {
      return ImageFormat.vmdk;
    }
    if (has(head, 0, VHDX)) {
      return ImageFormat.vhdx;
    }
    if (has(head, 0, VPC)) {
      return ImageFormat.vpc;
    }
    return has(head, VDI_AT, VDI) ? ImageFormat.vdi : ImageFormat.raw;
  }

  /** Bytes the guest sees, as {@code head} claims; nothing when it says so only further on. */
  static OptionalLong virtualBytes(ImageFormat format, byte[] head) {
    ByteBuffer little = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < LENGTH) {
      return OptionalLong.empty();
    }
    long bytes =
        switch (format) {
          case qcow2 -> Long.reverseBytes(little.getLong(24));
          case qed -> little.getLong(48);
          case vmdk -> has(head, 0, VMDK) ? little.getLong(12) * LENGTH : 0;
          case vdi -> little.getLong(368);
          case vpc -> has(head, 0, VPC) ? Long.reverseBytes(little.getLong(FOOTER_SIZE)) : 0;
          case vhdx, raw -> 0;
        };
    return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
  }

  /**
   * Whether the last {@link #LENGTH} bytes before {@code end} are the footer of a fixed VHD, which
   * is nothing but a raw disk with a footer.
   *
   * @param disk bytes before the footer
   */
  static boolean isFixedFooter(byte[] bytes, int end, long disk) {
    int start = end - LENGTH;
    if (start < 0 || !has(bytes, start, VPC)) {
      return false;
    }
    ByteBuffer footer = ByteBuffer.wrap(bytes, start, LENGTH).slice().order(ByteOrder.BIG_ENDIAN);
    int sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += i >= FOOTER_SUM && i < FOOTER_SUM + Integer.BYTES ? 0 : footer.get(i) & 0xff;
    }
    return footer.getInt(FOOTER_SUM) == ~sum
        && footer.getInt(FOOTER_TYPE) == FIXED
        && footer.getLong(FOOTER_SIZE) == disk;
  }

  private static boolean has(byte[] bytes, int offset, byte[] magic) {
    return bytes.length >= offset + magic.length
        && Arrays.equals(bytes, offset, offset + magic.length, magic, 0, magic.length);
  }
}
