package io.diskwright.probe.lvm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a physical volume; lib/format_text/layout.h and lib/label/label.h of LVM2. Pure. It
 * says where the metadata area begins, whose first sector changes with every change of the group.
 */
final class PvHead {
  /** Bytes at the start of the device in which the label is. */
  static final int SIZE = 4 * 512;

  private static final int SECTOR = 512;
  private static final byte[] LABEL = "LABELONE".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_AT = 20; // offset_xl of struct label_header
  private static final int AREAS_AT = 40; // after pv_uuid and device_size_xl of struct pv_header
  private static final int AREA = 16;
  private static final long LAST_SANE = 1L << 30;
  private static final int TEXT_AT = 40; // the first raw_locn of struct mda_header
  private static final Pattern SEQNO = Pattern.compile("\\bseqno = (\\d{1,18})\\b");

  private PvHead() {}

  /** Offset of the first metadata area; -1 when there is none, or this is no physical volume. */
  static long metadataArea(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + SECTOR <= head.length; at += SECTOR) {
      if (Arrays.equals(head, at, at + LABEL.length, LABEL, 0, LABEL.length)) {
        long areas = at + Integer.toUnsignedLong(in.getInt(at + HEADER_AT)) + AREAS_AT;
        // The data areas end with an empty one; the metadata areas follow.
        for (boolean data = true; areas + AREA <= head.length; areas += AREA) {
          long offset = in.getLong((int) areas);
          if (!data) {
            return offset > 0 && offset < LAST_SANE ? offset : -1;
          }
          data = offset != 0;
        }
      }
    }
    return -1;
  }

  /** Offset of the text that is in force, from the start of its area; -1 when there is none. */
  static long text(byte[] areaHead) {
    if (areaHead.length < TEXT_AT + AREA) {
      return -1;
    }
    long offset = ByteBuffer.wrap(areaHead).order(ByteOrder.LITTLE_ENDIAN).getLong(TEXT_AT);
    return offset > 0 && offset < LAST_SANE ? offset : -1;
  }

  /** The number of the change that the text, of which this is the beginning, records; or -1. */
  static long sequence(byte[] text) {
    Matcher found = SEQNO.matcher(new String(text, StandardCharsets.ISO_8859_1));
    return found.find() ? Long.parseLong(found.group(1)) : -1;
  }
}
