package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that do not come back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HangTest {
  private static final Duration LIMIT = Duration.ofMillis(500);
  private static final Duration SHORT = Duration.ofMillis(150);

  @TempDir Path home;

  private static ProbeRequest request(Path directory) {
    return new ProbeRequest(directory, "node-a", "default", 10, List.of()).within(LIMIT);
  }

  private static DeviceProbe probeBy(Libc libc) {
    return new DeviceProbe(libc, Probing.CLOCK);
  }

  private static Condition ready(StorageDevice device) {
    return requireNonNull(Conditions.find(device.getStatus().conditions(), "Ready"));
  }

  private static void assertTimedOut(StorageDevice device) {
    assertThat(device.getStatus().capabilities()).hasSize(Capability.values().length);
    assertThat(ready(device).getStatus()).isEqualTo("False");
    assertThat(ready(device).getReason()).isEqualTo("ProbeTimedOut");
    assertThat(ready(device).getMessage()).containsPattern("after 0\\.1?5 s").contains("dmesg");
  }

  private static long descriptors() {
    return requireNonNull(new java.io.File("/proc/self/fd").list()).length;
  }

  private static void waitFor(java.util.function.BooleanSupplier done) throws Exception {
    for (int i = 0; i < 3000 && !done.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(done.getAsBoolean()).isTrue();
  }

  @Test
  void shouldLoseOnlyTheQuestionThatHangs() throws Exception {
    StorageDevice whole = Probing.probe(home);
    try (var libc = new HangingIoctl(Ioctls.FS_IOC_FIEMAP)) {
      StorageDevice device = probeBy(libc).probe(request(home));

      assertTimedOut(device);
      CapabilityStatus lost = Probing.answer(device, Capability.ExtentMapping);
      assertThat(lost.state()).isEqualTo(CapabilityState.Unknown);
      assertThat(lost.evidence().call()).isEqualTo("ioctl(FS_IOC_FIEMAP)");
      assertThat(lost.evidence().result()).isEqualTo("timed out after 0.5 s");
      assertThat(ready(device).getMessage())
          .startsWith("ioctl(FS_IOC_FIEMAP) of " + home + " has not come back");
      for (CapabilityStatus one : whole.getStatus().capabilities()) {
        if (one.name() != Capability.ExtentMapping) {
          assertThat(Probing.answer(device, one.name()).state())
              .as(one.toString())
              .isEqualTo(one.state());
        }
      }
      assertThat(device.getStatus().identity()).isEqualTo(whole.getStatus().identity());
      assertThat(device.getMetadata().getName()).isEqualTo(whole.getMetadata().getName());
    }
  }

  @Test
  void shouldAskNoMoreUntilTheCallCameBack() throws Exception {
    try (var libc = new HangingIoctl(Ioctls.FICLONE)) {
      DeviceProbe probe = probeBy(libc);
      StorageDevice first = probe.probe(request(home));
      int calls = libc.calls;

      long start = System.nanoTime();
      StorageDevice second = probe.probe(request(home), first.getStatus().conditions());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
      assertThat(second).isEqualTo(first);
      assertThat(second.getStatus()).isEqualTo(first.getStatus());
      assertThat(libc.calls).isEqualTo(calls);

      Path other = Files.createDirectory(home.resolve("other"));
      assertThat(ready(probeBy(Libc.system()).probe(request(other))).getStatus()).isEqualTo("True");
      libc.close();
      waitFor(
          () -> {
            try {
              return ready(probe.probe(request(home))).getStatus().equals("True");
            } catch (ProbeException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  @Test
  void shouldAnswerWhicheverCallHangs() throws Exception {
    HangingLibc counting = new HangingLibc((call, number) -> false);
    probeBy(counting).probe(request(home));
    long before = descriptors();
    for (int i = 1; i <= counting.calls(); i += 2) {
      int hung = i;
      HangingLibc libc = new HangingLibc((call, number) -> number == hung);
      DeviceProbe probe = probeBy(libc);
      StorageDevice device = probe.probe(request(home).within(SHORT));
      assertTimedOut(device);
      assertThat(libc.hanging()).isLessThanOrEqualTo(1);
      libc.release();
      waitFor(() -> descriptors() <= before);
      assertThat(home).isEmptyDirectory();
      waitFor(() -> isReady(probe));
    }
  }

  private boolean isReady(DeviceProbe probe) {
    try {
      return ready(probe.probe(request(home))).getStatus().equals("True");
    } catch (ProbeException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldAnswerWhicheverKindOfCallHangsForEver() throws Exception {
    Set<String> kinds = new TreeSet<>();
    HangingLibc counting =
        new HangingLibc(
            (call, number) -> {
              kinds.add(call);
              return false;
            });
    probeBy(counting).probe(request(home));
    assertThat(kinds).contains("openat", "statx", "fallocate", "ioctl", "pread", "pwrite");
    long before = descriptors();
    for (String kind : kinds) {
      HangingLibc libc = new HangingLibc((call, number) -> call.equals(kind));
      DeviceProbe probe = probeBy(libc);
      long start = System.nanoTime();
      assertTimedOut(probe.probe(request(home).within(SHORT)));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as(kind)
          .isLessThan(SHORT.multipliedBy(Watch.MOST_HUNG + 6));
      assertTimedOut(probe.probe(request(home).within(SHORT)));
      assertThat(libc.mostHanging()).as(kind).isBetween(1, Watch.MOST_HUNG);
      libc.release();
      waitFor(() -> descriptors() <= before && libc.hanging() == 0);
      assertThat(home).isEmptyDirectory();
    }
  }

  @Test
  void shouldKeepTheNameAndWhatWasSeenWhenOpeningHangs() throws Exception {
    boolean[] dead = {false};
    HangingLibc libc = new HangingLibc((call, number) -> dead[0] && call.equals("openat"));
    DeviceProbe probe = probeBy(libc);
    StorageDevice alive = probe.probe(request(home));
    dead[0] = true;

    StorageDevice device = probe.probe(request(home));

    assertTimedOut(device);
    assertThat(device.getMetadata()).isEqualTo(alive.getMetadata());
    assertThat(device.getStatus().identity()).isEqualTo(alive.getStatus().identity());
    assertThat(device.getStatus().stack()).isEqualTo(alive.getStatus().stack());
    assertThat(device.getStatus().has()).isEmpty();
    libc.release();
  }

  @Test
  void shouldAskTheFileSystemWhenTheLayersBelowDoNotAnswer() throws Exception {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make()) {
      String backing = made.image().toString();
      HangingLibc hanging = new HangingLibc((call, number) -> true);
      Libc libc =
          new ForwardingLibc(Libc.system()) {
            @Override
            public Statx statx(Fd dir, String name) {
              if (name.equals(backing)) {
                hanging.before("statx");
              }
              return super.statx(dir, name);
            }
          };
      StorageDevice device = probeBy(libc).probe(request(made.directory()));

      assertTimedOut(device);
      assertThat(device.getStatus().has()).contains(Capability.Preallocation, Capability.DirectIo);
      assertThat(Probing.answer(device, Capability.Redundancy).state())
          .isEqualTo(CapabilityState.Unknown);
      assertThat(device.getStatus().identity().filesystemUuid()).isNotNull();
      assertThat(hanging.hanging()).isEqualTo(1);
      long before = descriptors();
      hanging.release();
      waitFor(() -> descriptors() < before);
    }
  }

  @Test
  void shouldStopWaitingWhenInterrupted() throws Exception {
    HangingLibc libc = new HangingLibc((call, number) -> number == 40);
    DeviceProbe probe = probeBy(libc);
    ProbeRequest patient = request(home).within(Duration.ofHours(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> probe.probe(patient)).isInstanceOf(ProbeException.class);
    assertThat(Thread.interrupted()).isTrue();
    libc.release();
  }

  @Test
  void shouldNotKeepTheProcessFromEnding() {
    List<String> command = ChildJvm.ofThisUser().command(List.of(), "hang", home.toString());

    assertThat(Shell.run(command)).contains("Ready False ProbeTimedOut");
  }

  /** One kind of ioctl that does not come back until this is closed. */
  private static final class HangingIoctl extends ForwardingLibc implements AutoCloseable {
    private final long request;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile int calls;

    HangingIoctl(long request) {
      super(Libc.system());
      this.request = request;
    }

    private void hang(long asked) {
      try {
        if (asked == request) {
          released.await();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time asks
    protected void before(String call) throws ErrnoException {
      calls++;
    }

    @Override
    public int ioctl(Fd fd, long asked, byte[] inOut) {
      hang(asked);
      return super.ioctl(fd, asked, inOut);
    }

    @Override
    public int ioctl(Fd fd, long asked, long argument) {
      hang(asked);
      return super.ioctl(fd, asked, argument);
    }

    @Override
    public void close() {
      released.countDown();
    }
  }
}
