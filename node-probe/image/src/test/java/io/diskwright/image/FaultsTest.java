package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.FaultyLibc;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.testing.Requires;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every system call of every operation is made to fail: once, or from then on. Errors take turns,
 * unless the property {@code diskwright.crashes} is {@code all}.
 */
class FaultsTest {
  private static final Map<Integer, Kind> KINDS =
      Map.of(
          Errno.ENOSPC, Kind.NoSpace,
          Errno.EDQUOT, Kind.NoSpace,
          Errno.EROFS, Kind.WrongPlace,
          Errno.EIO, Kind.Failed);

  private static final List<Integer> ERRORS = KINDS.keySet().stream().sorted().toList();

  /** Every call fails, each by another error; with the property every one by every error. */
  private static final int STRIDE = Operation.ALL ? 1 : KINDS.size();

  /** Long for any operation here, short for one that tries for ever. */
  private static final long LIMIT_SECONDS = 900;

  @TempDir Path pool;

  static List<Operation> withoutPrograms() {
    return Operation.withoutPrograms();
  }

  static Stream<Operation> withPrograms() {
    return Operation.withPrograms().stream().filter(Operation::isTypical);
  }

  @ParameterizedTest
  @MethodSource("withoutPrograms")
  @Timeout(LIMIT_SECONDS)
  void shouldLoseNothingAndSayWhyWhenOneCallFails(Operation operation) throws Exception {
    int each = operation.stride();
    for (int i = 0; i < ERRORS.size(); i++) {
      int first = Operation.ALL ? 1 : 1 + i * each;
      oneCallFails(operation, ERRORS.get(i), first, STRIDE * each);
    }
  }

  @ParameterizedTest
  @MethodSource("withPrograms")
  @Timeout(LIMIT_SECONDS)
  void shouldLoseNothingOfWhatQemuImgMakesWhenOneCallFails(Operation operation) throws Exception {
    Requires.command("qemu-img");
    oneCallFails(operation, Errno.ENOSPC, 1, operation.stride());
  }

  @ParameterizedTest
  @MethodSource("withoutPrograms")
  @Timeout(LIMIT_SECONDS)
  void shouldEndWhenACallNeverWorksAgain(Operation operation) throws Exception {
    int first = 0;
    for (String call : calls(operation)) {
      for (int i = first++ % STRIDE; i < ERRORS.size(); i += STRIDE) {
        int errno = ERRORS.get(i);
        String uid = prepared(operation);
        Rig rig = new Rig();
        rig.on(
            (number, name) -> {
              if (name.equals(call)) {
                throw new ErrnoException(name, errno);
              }
            });
        judge(operation, uid, errno, rig, failure(operation, rig, uid), false);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 4096, 65536})
  void shouldGoOnAfterAShortWrite(int most) throws Exception {
    long size = most == 1 ? 2048 : MIB;
    AllocationPolicy thick = AllocationPolicy.Preallocated;
    ImageOrder order = Orders.raw(pool, thick, size, "preallocation", "full");
    Allocator allocator = new Allocator(writingAtMost(most), QemuImg.system());

    allocator.make(order, Progress.NONE);
    new Grower(writingAtMost(most), QemuImg.system())
        .grow(order.withSize(size + 1024), Progress.NONE);

    Look.assertFinished(order.withSize(size + 1024));
    allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, true);
    assertThat(Look.entries(pool)).isEmpty();
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
    ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, MIB);

    new Allocator(libc, QemuImg.system()).make(order, Progress.NONE);

    assertThat(Look.entries(pool)).containsExactly(order.uid());
  }

  private void oneCallFails(Operation operation, int errno, int first, int stride)
      throws Exception {
    boolean more = true;
    for (int n = first; more; n += stride) {
      String uid = prepared(operation);
      Rig rig = new Rig();
      int failing = n;
      rig.on(
          (number, name) -> {
            if (number == failing && !Operation.isCommand(name)) {
              throw new ErrnoException(name, errno);
            }
          });
      Optional<ImageException> failure = failure(operation, rig, uid);
      more = rig.steps().size() >= n;
      judge(operation, uid, errno, rig, failure, true);
    }
  }

  private String prepared(Operation operation) throws Exception {
    String uid = UUID.randomUUID().toString();
    operation.prepare(pool, uid);
    return uid;
  }

  private Optional<ImageException> failure(Operation operation, Rig rig, String uid) {
    try {
      operation.run(rig, pool, uid);
      return Optional.empty();
    } catch (ImageException e) {
      return Optional.of(e);
    }
  }

  /**
   * What it says, what it left, and what the same again makes of it.
   *
   * @param once whether it could clean up
   */
  private void judge(
      Operation operation,
      String uid,
      int errno,
      Rig rig,
      Optional<ImageException> failure,
      boolean once)
      throws Exception {
    String at = rig.steps().size() + " steps, the last " + rig.steps().getLast();
    assertThat(rig.open()).as("open descriptors after " + at).isEmpty();
    if (failure.isPresent()) {
      ImageException e = failure.get();
      String message = String.valueOf(e.getMessage());
      boolean source = Sources.blames(e);
      assertThat(source || message.contains(pool.toString())).as(at + ": " + message).isTrue();
      assertThat(message).as(at).containsPattern(operation.lossless());
      if (!source && message.contains(Errno.name(errno))) {
        assertThat(e.kind()).as(at + ": " + message).isEqualTo(KINDS.get(errno));
      }
    }
    if (once && failure.isPresent() && operation.work().makes()) {
      assertThat(Look.entries(pool)).as(at).isEmpty();
    }
    Crashes.assertRestarts(operation, pool, uid, Long.MAX_VALUE / 2);
  }

  private Set<String> calls(Operation operation) throws Exception {
    String uid = prepared(operation);
    Rig rig = new Rig();
    operation.run(rig, pool, uid);
    Allocator.system().delete(pool, uid, PlaceIdentity.UNKNOWN, false);
    return new LinkedHashSet<>(rig.steps());
  }

  private static Libc writingAtMost(int most) {
    return new ForwardingLibc(Libc.system()) {
      @Override
      public int pwriteZeroesAligned(Fd fd, int length, int alignment, long offset) {
        return super.pwriteZeroesAligned(fd, Math.min(most, length), alignment, offset);
      }
    };
  }
}
