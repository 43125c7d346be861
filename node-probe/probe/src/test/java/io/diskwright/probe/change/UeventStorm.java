package io.diskwright.probe.change;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.KernelEvents;
import io.diskwright.probe.Whereabouts;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends uevents through the whole of the watcher, and prints what became of them and of the heap:
 * {@code UeventStorm [N]} lets the kernel send N of /sys/class/mem/null, which concern nobody, and
 * hands N more to the watcher that concern its place. The kernel's need root.
 */
public final class UeventStorm {
  private UeventStorm() {}

  /** Prints one line {@code name value} for each figure. */
  public static void main(String[] arguments) throws Exception {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    AtomicInteger told = new AtomicInteger();
    try (ChangeWatcher watcher =
        new ChangeWatcher(
            Duration.ofSeconds(1), change -> told.incrementAndGet(), System.err::println)) {
      watcher.start();
      watcher.watch(List.of(place()));
      ofTheKernel(1_000);
      synthetic(1_000);
      long heap = heap();
      long rss = rss();
      long cpu = cpu();
      ofTheKernel(count);
      synthetic(count);
      Thread.sleep(1_500);
      System.out.println("uevents " + 2L * count);
      System.out.println("cpu-millis " + (cpu() - cpu));
      System.out.println("heap-growth-bytes " + (heap() - heap));
      System.out.println("rss-growth-kib " + (rss() - rss));
      System.out.println("told " + told.get());
    }
  }

  private static Watched place() {
    return new Watched(
        "/",
        null,
        new Whereabouts("/", "0:0", 2, List.of("/devices/virtual/block/loop3"), true, false));
  }

  private static void ofTheKernel(int count) throws Exception {
    Path uevent = Path.of("/sys/class/mem/null/uevent");
    if (!Files.isWritable(uevent)) {
      System.err.println("skipped: because only root may ask the kernel for uevents");
      return;
    }
    for (int i = 0; i < count; i++) {
      Files.writeString(uevent, "change");
    }
  }

  /** The same pipeline, with a socket that has that many messages. */
  private static void synthetic(int count) throws InterruptedException {
    CountDownLatch drained = new CountDownLatch(1);
    KernelEvents flood = new Flood(count, drained);
    try (UeventSource source = new UeventSource(flood)) {
      Pending pending = new Pending();
      pending.targets(List.of(place()), MountTable.parse(""));
      while (drained.getCount() > 0) {
        source.drain(pending);
      }
      drained.await();
    }
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long rss() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Rss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  /** A kernel that has {@code left} messages, and then none. */
  private static final class Flood implements KernelEvents {
    private static final byte[] MESSAGE = UeventTest.RESIZED.getBytes(StandardCharsets.ISO_8859_1);
    private final CountDownLatch drained;
    private int left;

    Flood(int count, CountDownLatch drained) {
      this.left = count;
      this.drained = drained;
    }

    @Override
    public Message receive(Fd socket, int length) {
      if (left-- > 0) {
        return new Message(0, MESSAGE.clone());
      }
      drained.countDown();
      throw new ErrnoException("recvfrom", Errno.EAGAIN);
    }

    @Override
    public Fd netlink(int protocol, int groups) {
      return KernelEvents.system().eventfd();
    }

    @Override
    public Fd inotify() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int watch(Fd inotify, String path, int mask) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void unwatch(Fd inotify, int watch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Fd eventfd() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void wake(Fd eventfd) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] read(Fd fd, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int[] poll(Fd[] fds, int[] events, int timeoutMillis) {
      throw new UnsupportedOperationException();
    }
  }
}
