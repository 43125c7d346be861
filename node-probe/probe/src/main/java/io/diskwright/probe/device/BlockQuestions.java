package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The questions that every block device answers; include/uapi/linux/fs.h. */
final class BlockQuestions {
  /** Larger than any sector or stripe, so that a wild number is not taken for one. */
  private static final long MOST_BYTES = 1L << 31;

  private final Libc libc;
  private final Fd fd;
  private final Notes notes;

  BlockQuestions(Libc libc, Fd fd, Notes notes) {
    this.libc = libc;
    this.fd = fd;
    this.notes = notes;
  }

  void ask() {
    size();
    sector(Trait.LogicalBlock, "BLKSSZGET", Ioctls.BLKSSZGET);
    sector(Trait.PhysicalBlock, "BLKPBSZGET", Ioctls.BLKPBSZGET);
    hint(Trait.OptimalIo, "BLKIOOPT", Ioctls.BLKIOOPT);
    hint(Trait.MinimumIo, "BLKIOMIN", Ioctls.BLKIOMIN);
    hint(Trait.AlignmentOffset, "BLKALIGNOFF", Ioctls.BLKALIGNOFF);
    flag(Trait.Rotational, "BLKROTATIONAL", Ioctls.BLKROTATIONAL, 2);
    flag(Trait.ReadOnly, "BLKROGET", Ioctls.BLKROGET, 4);
  }

  private void size() {
    String call = call("BLKGETSIZE64");
    notes.ask(
        call,
        Set.of(Trait.Size),
        () -> {
          long bytes = value(Ioctls.BLKGETSIZE64, 8);
          if (bytes < 0) {
            throw new UnusableAnswerException(Long.toString(bytes), "no device is that large");
          }
          add(Trait.Size, Long.toString(bytes), call, Long.toString(bytes));
        });
  }

  private void sector(Trait trait, String name, long request) {
    String call = call(name);
    notes.ask(
        call,
        Set.of(trait),
        () -> {
          long bytes = value(request, 4);
          if (bytes < 512 || bytes > MOST_BYTES || Long.bitCount(bytes) != 1) {
            throw new UnusableAnswerException(Long.toString(bytes), "no size of a sector");
          }
          add(trait, Long.toString(bytes), call, Long.toString(bytes));
        });
  }

  /** 0 means that the device has no wish. */
  private void hint(Trait trait, String name, long request) {
    String call = call(name);
    notes.ask(
        call,
        Set.of(trait),
        () -> {
          long bytes = value(request, 4);
          if (bytes > 0 && bytes <= MOST_BYTES) {
            add(trait, Long.toString(bytes), call, Long.toString(bytes));
          }
        });
  }

  private void flag(Trait trait, String name, long request, int width) {
    String call = call(name);
    notes.ask(
        call,
        Set.of(trait),
        () -> {
          long set = value(request, width);
          add(trait, Boolean.toString(set != 0), call, Long.toString(set));
        });
  }

  private static String call(String name) {
    return "ioctl(" + name + ")";
  }

  private void add(Trait trait, String value, String call, String result) {
    notes.add(trait, value, EvidenceSource.SystemCall, call, result);
  }

  private long value(long request, int width) {
    byte[] answer = new byte[8];
    libc.ioctl(fd, request, answer);
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    return switch (width) {
      case 2 -> Short.toUnsignedLong(in.getShort(0));
      case 4 -> Integer.toUnsignedLong(in.getInt(0));
      default -> in.getLong(0);
    };
  }
}
