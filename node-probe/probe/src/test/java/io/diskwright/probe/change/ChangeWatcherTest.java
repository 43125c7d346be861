package io.diskwright.probe.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.KernelEvents;
import io.diskwright.libc.Libc;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.Locator;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mounts, loop devices and directories. */
final class ChangeWatcherTest {
  private static final long SOON = 20; // seconds; a loaded machine takes its time

  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private final ChangeWatcher watcher =
      new ChangeWatcher(Duration.ofMillis(100), changes::add, notices::add);

  @TempDir Path home;

  @AfterEach
  void stop() {
    watcher.close();
  }

  @Test
  void shouldTellOfEachChangeOfAFileSystemAndOfNothingElse() throws Exception {
    try (LoopFilesystem disk = LoopFilesystem.of("ext4").bytes(64 << 20).make()) {
      Path directory = disk.directory();
      watcher.start();
      watch(directory);
      assertQuiet();

      disk.remount("ro");
      assertChanged(directory);
      disk.remount("rw");
      assertChanged(directory);

      Shell.run("mount", "-t", "tmpfs", "none", directory.toString());
      assertChanged(directory);
      Shell.run("umount", directory.toString());
      assertChanged(directory);

      try (RandomAccessFile image = new RandomAccessFile(disk.image().toFile(), "rw")) {
        image.setLength(128 << 20);
      }
      Shell.run("losetup", "-c", disk.device());
      assertThat(assertChanged(directory).resized()).isTrue();

      new DeviceProbe().probe(new ProbeRequest(directory, "node", "pool", 10, List.of()));
      Files.createDirectory(directory.resolve("an-image"));
      Files.writeString(directory.resolve("an-image/disk.img"), "data");
      assertQuiet();

      Files.writeString(directory.resolve(".diskwright-identity"), "");
      assertChanged(directory);
    }
  }

  @Test
  void shouldTellWhenADirectoryComesAndGoes() throws Exception {
    Path directory = home.resolve("a/b");
    watcher.start();
    watcher.watch(List.of(new Watched(directory.toString(), directory, null)));
    assertQuiet();

    Files.createDirectory(home.resolve("a"));
    assertChanged(directory);
    watch(directory);
    Files.createDirectory(directory);
    assertChanged(directory);
    watch(directory);
    Files.createFile(home.resolve("a/other"));
    assertQuiet();
    Files.move(directory, home.resolve("a/c"));
    assertChanged(directory);
  }

  @Test
  void shouldSayOnceThatItMayNotHearUeventsAndGoOn() throws Exception {
    ChangeWatcher deaf =
        new ChangeWatcher(
            Libc.system(), withoutNetlink(), Duration.ofMillis(100), changes::add, notices::add);
    Path directory = Files.createDirectory(home.resolve("pool"));
    deaf.start();
    deaf.watch(List.of(watched(directory)));
    assertQuiet();

    Files.delete(directory);

    assertChanged(directory);
    assertThat(notices).hasSize(1).allMatch(notice -> notice.contains("uevents"));
    deaf.close();
  }

  private Change assertChanged(Path directory) throws InterruptedException {
    Change change = changes.poll(SOON, TimeUnit.SECONDS);
    assertThat(change).isNotNull();
    assertThat(change.names()).containsExactly(directory.toString());
    TimeUnit.MILLISECONDS.sleep(150); // what else the same command did
    changes.clear();
    return change;
  }

  private void assertQuiet() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(150);
    changes.clear(); // what was before
    assertThat(changes.poll(500, TimeUnit.MILLISECONDS)).isNull();
    assertThat(notices.stream().filter(notice -> notice.contains("ended"))).isEmpty();
  }

  private void watch(Path directory) throws InterruptedException {
    watcher.watch(List.of(watched(directory)));
    TimeUnit.MILLISECONDS.sleep(150);
  }

  private static Watched watched(Path directory) {
    return new Watched(
        directory.toString(), directory, new Locator().locate(directory).orElse(null));
  }

  private static KernelEvents withoutNetlink() {
    KernelEvents real = KernelEvents.system();
    return (KernelEvents)
        Proxy.newProxyInstance(
            KernelEvents.class.getClassLoader(),
            new Class<?>[] {KernelEvents.class},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == Fd.class && method.getName().equals("netlink")) {
                throw new ErrnoException("socket(AF_NETLINK)", Errno.EPERM);
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }
}
