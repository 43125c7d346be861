package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.FaultyLibc;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every system call of every operation is made to fail once, or is the last one ever made. */
class FaultsTest {
  @TempDir Path pool;

  /** What is made: the raw ones without a process, the qcow2 one with qemu-img. */
  enum Kind {
    RAW_THIN,
    RAW_FALLOC,
    RAW_FULL,
    QCOW2
  }

  private ImageOrder order(Kind kind) {
    AllocationPolicy thick = AllocationPolicy.Preallocated;
    return switch (kind) {
      case RAW_THIN -> Orders.raw(pool, AllocationPolicy.Thin, MIB);
      case RAW_FALLOC -> Orders.raw(pool, thick, MIB);
      case RAW_FULL -> Orders.raw(pool, thick, MIB, "preallocation", "full");
      case QCOW2 -> Orders.order(pool, ImageFormat.qcow2, thick, MIB);
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldLeaveNothingWhenOneCallFails(Kind kind) throws Exception {
    needs(kind);
    QemuImg qemuImg = QemuImg.system();
    for (int errno : List.of(Errno.ENOSPC, Errno.EIO)) {
      boolean more = true;
      for (int n = 1; more; n++) {
        FaultyLibc libc = new FaultyLibc().failCall(n, errno);
        ImageOrder order = order(kind);
        try {
          Verification.Verified made = new Allocator(libc, qemuImg).make(order, Progress.NONE);
          assertThat(Verifier.system().verify(order)).isEqualTo(made);
        } catch (ImageException e) {
          String at = "call " + n + " of " + libc.calls();
          assertThat(entries()).as(at).isEmpty();
          assertThat(e).as(at).hasMessageContaining("othing was");
          assertThat(e.kind()).as(at).isIn(ImageException.Kind.NoSpace, ImageException.Kind.Failed);
        }
        more = libc.calls().size() >= n;
        Allocator.system().delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
        assertThat(entries()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldLeaveNothingThatCountsWhenStoppedAtAnyCall(Kind kind) throws Exception {
    needs(kind);
    QemuImg qemuImg = QemuImg.system();
    boolean more = true;
    for (int n = 1; more; n++) {
      Dying libc = new Dying(n);
      ImageOrder order = order(kind);
      try {
        new Allocator(libc, qemuImg).make(order, Progress.NONE);
        more = false;
      } catch (ImageException e) {
        // as a killed process, it could not clean up
      }
      Allocator.system().sweep(pool);
      assertNothingOrFinished(order);
      Allocator.system().delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RAW_FULL", "RAW_THIN"})
  void shouldDeleteInTheEndWhereverItWasStopped(Kind kind) throws Exception {
    boolean more = true;
    for (int n = 1; more; n++) {
      ImageOrder order = order(kind);
      Allocator.system().make(order, Progress.NONE);
      try {
        new Allocator(new Dying(n), QemuImg.system())
            .delete(pool, order.uid(), PlaceIdentity.UNKNOWN, true);
        more = false;
      } catch (ImageException e) {
        assertThat(entries()).hasSizeLessThanOrEqualTo(1);
      }
      Allocator.system().delete(pool, order.uid(), PlaceIdentity.UNKNOWN, true);
      assertThat(entries()).isEmpty();
    }
  }

  @Test
  void shouldWriteZeroesWhereNothingCanBeReserved() throws Exception {
    FaultyLibc libc = new FaultyLibc().fail("fallocate", 0, Errno.EOPNOTSUPP);
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Preallocated, 20 * MIB + 512);

    Verification.Verified made = new Allocator(libc, QemuImg.system()).make(order, Progress.NONE);

    assertThat(made.allocatedBytes()).isGreaterThanOrEqualTo(20 * MIB + 512);
    assertThat(libc.calls()).contains("pwriteZeroesAligned");
  }

  @Test
  void shouldRenameWithoutTheFlagWhereTheFileSystemLacksIt() throws Exception {
    FaultyLibc libc = new FaultyLibc().fail("renameat2", 1, Errno.EINVAL);
    ImageOrder order = order(Kind.RAW_THIN);

    new Allocator(libc, QemuImg.system()).make(order, Progress.NONE);

    assertThat(entries()).containsExactly(order.uid());
  }

  private void assertNothingOrFinished(ImageOrder order) throws Exception {
    List<String> entries = entries();
    if (!entries.isEmpty()) {
      assertThat(entries).containsExactly(order.uid());
      assertThat(Verifier.system().verify(order)).isInstanceOf(Verification.Verified.class);
    }
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> all = Files.list(pool)) {
      return all.map(p -> String.valueOf(p.getFileName())).toList();
    }
  }

  private static void needs(Kind kind) {
    if (kind == Kind.QCOW2) {
      Requires.command("qemu-img");
    }
  }

  /** From its n-th call on, nothing works any more. */
  private static final class Dying extends ForwardingLibc {
    private int left;

    Dying(int calls) {
      super(Libc.system());
      left = calls;
    }

    @Override
    protected void before(String call) {
      if (left <= 1) {
        throw new ErrnoException(call, Errno.EIO);
      }
      left--;
    }
  }
}
