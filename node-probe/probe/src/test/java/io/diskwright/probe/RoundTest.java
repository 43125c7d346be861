package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import io.diskwright.testing.LoopFilesystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several targets that are probed together. */
class RoundTest {
  /** A probe of a file system on a loop device took 180 of them before rounds were there. */
  private static final int MOST_CALLS = 120;

  @TempDir Path home;

  private static ProbeRequest request(Path directory) {
    return new ProbeRequest(directory, "node-a", "default", 10, List.of());
  }

  /** The real kernel; counts. */
  private static final class CountingLibc extends ForwardingLibc {
    private final List<String> opened = new ArrayList<>();
    private int calls;

    CountingLibc() {
      super(Libc.system());
    }

    @Override
    protected void before(String call) throws ErrnoException {
      calls++;
    }

    @Override
    public Fd openat(Fd dir, String path, int flags, int mode) {
      opened.add(path);
      return super.openat(dir, path, flags, mode);
    }

    private long times(String path) {
      return opened.stream().filter(path::equals).count();
    }
  }

  @Test
  void shouldAskOnceWhatTargetsShare() throws Exception {
    CountingLibc libc = new CountingLibc();
    DeviceProbe probe = new DeviceProbe(libc, Probing.CLOCK);
    try (LoopFilesystem one = LoopFilesystem.of("ext4").make();
        LoopFilesystem other = LoopFilesystem.of("xfs").make()) {
      StorageDevice first = probe.probe(request(one.directory()));
      StorageDevice second = probe.probe(request(other.directory()));
      assertThat(libc.times("/proc/self/mountinfo")).isEqualTo(2);

      DeviceProbe round = probe.round(() -> 0); // however slow this machine is
      assertSame(round.probe(request(one.directory())), first);
      int before = libc.calls;
      assertSame(round.probe(request(other.directory())), second);

      assertThat(libc.calls - before).isLessThanOrEqualTo(MOST_CALLS);
      assertThat(libc.times("/proc/self/mountinfo")).isEqualTo(3);
      assertThat(libc.times("/etc/machine-id")).isEqualTo(3);
      assertThat(libc.opened.stream().filter(p -> p.endsWith("/queue/write_cache")).distinct())
          .allSatisfy(path -> assertThat(libc.times(path)).isLessThanOrEqualTo(3));
    }
  }

  /** But for free space: what a probe took comes back late. */
  private static void assertSame(StorageDevice now, StorageDevice before) {
    assertThat(now.getStatus().with(before.getStatus().capacity())).isEqualTo(before.getStatus());
  }

  @Test
  void shouldSeeInTheNextRoundWhatHasChanged() throws Exception {
    DeviceProbe probe = new DeviceProbe(Libc.system(), Probing.CLOCK);
    Path point = Files.createDirectory(home.resolve("point"));
    StorageDevice below = probe.round().probe(request(point));
    try (LoopFilesystem mounted = LoopFilesystem.of("ext4").make()) {
      StorageDevice above = probe.round().probe(request(mounted.directory()));
      assertThat(above.getStatus().properties())
          .containsEntry("mountPoint", mounted.directory().toString());
      assertThat(above.getStatus().identity()).isNotEqualTo(below.getStatus().identity());
    }
  }

  @Test
  void shouldAskAgainAfterASecond() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE); // as nanoTime may be: it wraps
    AtomicInteger asked = new AtomicInteger();
    KernelFiles files = new KernelFiles(Libc.system()).round(now::get);

    assertThat(files.<Integer>once("key", asked::incrementAndGet)).isEqualTo(1);
    now.addAndGet(999_999_999);
    assertThat(files.<Integer>once("key", asked::incrementAndGet)).isEqualTo(1);
    assertThat(files.<Integer>once("other", asked::incrementAndGet)).isEqualTo(2);
    now.addAndGet(1);
    assertThat(files.<Integer>once("key", asked::incrementAndGet)).isEqualTo(3);
  }

  @Test
  void shouldRememberThatThereWasNoAnswerAndForgetFailures() {
    AtomicInteger asked = new AtomicInteger();
    KernelFiles files = new KernelFiles(Libc.system()).round();

    for (int i = 0; i < 2; i++) {
      String answer =
          files.once(
              "key",
              () -> {
                asked.incrementAndGet();
                return files.text(home.resolve("missing"));
              });
      assertThat(answer).isNull();
    }
    assertThat(asked).hasValue(1);
    for (int i = 0; i < 2; i++) {
      try {
        files.once(
            "failing",
            () -> {
              asked.incrementAndGet();
              throw new ErrnoException("pread", 5);
            });
      } catch (ErrnoException e) {
        assertThat(e.errno()).isEqualTo(5);
      }
    }
    assertThat(asked).hasValue(3);
  }
}
