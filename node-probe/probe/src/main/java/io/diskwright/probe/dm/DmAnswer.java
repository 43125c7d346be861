package io.diskwright.probe.dm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The kernel's answers to device-mapper ioctls; include/uapi/linux/dm-ioctl.h. Pure. Nothing that
 * the answer says of itself is believed: every offset and length is checked.
 */
final class DmAnswer {
  /** sizeof(struct dm_ioctl). */
  static final int HEAD = 312;

  /** DM_READONLY_FLAG. */
  static final int READ_ONLY = 1;

  /** DM_SUSPEND_FLAG. */
  static final int SUSPENDED = 1 << 1;

  /** DM_STATUS_TABLE_FLAG: the tables instead of the states. */
  static final int TABLE = 1 << 4;

  /** DM_BUFFER_FULL_FLAG: there was more than the buffer could take. */
  static final int BUFFER_FULL = 1 << 8;

  /** DM_NOFLUSH_FLAG: a thin pool must not write its metadata only because it is asked. */
  static final int NO_FLUSH = 1 << 11;

  /** DM_SECURE_DATA_FLAG: the kernel wipes its own copy of the answer. */
  static final int SECURE = 1 << 15;

  private static final int MAJOR = 4; // DM_VERSION_MAJOR
  private static final int DATA_SIZE = 12;
  private static final int DATA_START = 16;
  private static final int TARGETS = 20;
  private static final int FLAGS = 28;
  private static final int EVENT = 32;
  private static final int DEVICE = 40;
  private static final int NAME = 48;
  private static final int NAME_LENGTH = 128;
  private static final int UUID = 176;
  private static final int UUID_LENGTH = 129;

  /** sizeof(struct dm_target_spec); the parameters follow. */
  private static final int SPEC = 40;

  private static final int SPEC_NEXT = 20;
  private static final int SPEC_TYPE = 24;
  private static final int TYPE_LENGTH = 16;
  private static final int MOST_TARGETS = 1 << 16;

  private DmAnswer() {}

  /** A question of {@code size} bytes about a device, or about all when major and minor are 0. */
  static byte[] request(int size, int major, int minor, int flags) {
    byte[] request = new byte[size];
    in(request)
        .putInt(0, MAJOR)
        .putInt(DATA_SIZE, size)
        .putInt(DATA_START, HEAD)
        .putInt(FLAGS, flags)
        .putLong(DEVICE, encode(major, minor));
    return request;
  }

  /** As huge_encode_dev of include/linux/kdev_t.h. */
  static long encode(int major, int minor) {
    return Integer.toUnsignedLong(minor & 0xff | major << 8 | (minor & ~0xff) << 12);
  }

  static boolean full(byte[] answer) {
    return (in(answer).getInt(FLAGS) & BUFFER_FULL) != 0;
  }

  /** The part of the answer to DM_LIST_DEVICES that says something, as it is. */
  static byte[] list(byte[] answer) {
    int start = start(in(answer));
    int end =
        Math.clamp(Integer.toUnsignedLong(in(answer).getInt(DATA_SIZE)), start, answer.length);
    return Arrays.copyOfRange(answer, start, end);
  }

  /**
   * The device, with states but no tables.
   *
   * @throws IllegalArgumentException when it is no answer of the kernel
   */
  static DmDevice device(byte[] answer) {
    ByteBuffer in = in(answer);
    int flags = in.getInt(FLAGS);
    List<DmTarget> targets = new ArrayList<>();
    for (Spec spec : specs(in)) {
      String status = text(answer, spec.at + SPEC, spec.end);
      targets.add(new DmTarget(spec.start, spec.length, spec.type, status, ""));
    }
    return new DmDevice(
        text(answer, NAME, NAME + NAME_LENGTH),
        text(answer, UUID, UUID + UUID_LENGTH),
        in.getInt(EVENT),
        (flags & SUSPENDED) != 0,
        (flags & READ_ONLY) != 0,
        targets);
  }

  /**
   * The same device with its tables from a second answer. Keys are overwritten in {@code answer}
   * before anything is made of it.
   */
  static DmDevice withTables(DmDevice device, byte[] answer) {
    List<DmTarget> targets = new ArrayList<>();
    List<Spec> specs = specs(in(answer));
    for (int i = 0; i < device.targets().size(); i++) {
      DmTarget target = device.targets().get(i);
      Spec spec = i < specs.size() ? specs.get(i) : null;
      if (spec == null || !spec.type.equals(target.type()) || spec.start != target.start()) {
        targets.add(target); // reloaded in between
        continue;
      }
      int from = spec.at + SPEC;
      int to = end(answer, from, spec.end);
      Secrets.wipe(spec.type, answer, from, to);
      targets.add(
          new DmTarget(
              target.start(),
              target.length(),
              target.type(),
              target.status(),
              text(answer, from, to)));
    }
    return new DmDevice(
        device.name(),
        device.uuid(),
        device.event(),
        device.suspended(),
        device.readOnly(),
        targets);
  }

  private record Spec(int at, int end, long start, long length, String type) {}

  private static List<Spec> specs(ByteBuffer in) {
    int first = start(in);
    int count = in.getInt(TARGETS);
    if (count < 0 || count > MOST_TARGETS) {
      throw new IllegalArgumentException("an answer with " + count + " targets");
    }
    List<Spec> specs = new ArrayList<>();
    int at = first;
    for (int i = 0; i < count; i++) {
      if (at < first || at > in.limit() - SPEC) {
        throw new IllegalArgumentException("target " + i + " lies outside the answer");
      }
      long next = first + Integer.toUnsignedLong(in.getInt(at + SPEC_NEXT)); // from the first one
      boolean last = i == count - 1;
      int end = last ? in.limit() : Math.clamp(next, 0, in.limit());
      if (end < at + SPEC) {
        throw new IllegalArgumentException("target " + i + " ends before it begins");
      }
      String type = text(in.array(), at + SPEC_TYPE, at + SPEC_TYPE + TYPE_LENGTH);
      specs.add(new Spec(at, end, in.getLong(at), in.getLong(at + 8), type));
      at = end;
    }
    return specs;
  }

  private static int start(ByteBuffer in) {
    long start = Integer.toUnsignedLong(in.getInt(DATA_START));
    if (start > in.limit()) {
      throw new IllegalArgumentException("the data would start at " + start);
    }
    return (int) start;
  }

  private static ByteBuffer in(byte[] answer) {
    if (answer.length < HEAD) {
      throw new IllegalArgumentException("an answer of " + answer.length + " bytes");
    }
    return ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
  }

  /** Where the text that begins at {@code from} ends. */
  private static int end(byte[] answer, int from, int limit) {
    int end = from;
    while (end < limit && answer[end] != 0) {
      end++;
    }
    return end;
  }

  private static String text(byte[] answer, int from, int limit) {
    return new String(answer, from, end(answer, from, limit) - from, StandardCharsets.UTF_8)
        .strip();
  }
}
