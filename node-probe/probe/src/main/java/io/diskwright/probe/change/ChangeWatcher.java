package io.diskwright.probe.change;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.KernelEvents;
import io.diskwright.libc.Libc;
import io.diskwright.probe.KernelFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that hears what changes around the watched places: uevents, mounts, md arrays,
 * device-mapper events, and what happens to the directories. It tells a second after the first
 * event of several. What it may not hear it does without; then changes are found when the places
 * are looked at anyway.
 */
public final class ChangeWatcher implements AutoCloseable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final String MDSTAT = "/proc/mdstat";
  private static final String DM_CONTROL = "/dev/mapper/control";

  /** The kernel has no such driver, so nothing happens to it. */
  private static final Set<Integer> ABSENT = Set.of(Errno.ENOENT, Errno.ENODEV, Errno.ENXIO);

  private final Libc libc;
  private final KernelEvents events;
  private final KernelFiles files;
  private final Debounce debounce;
  private final Consumer<Change> listener;
  private final Consumer<String> notice;
  private final List<Source> sources = new ArrayList<>();
  private final Pending pending = new Pending();
  private final AtomicReference<@Nullable List<Watched>> others = new AtomicReference<>();
  private final Bell bell;
  private @Nullable DirectorySource directories;
  private volatile boolean stopped;

  /**
   * Not started yet.
   *
   * @param quiet how long after the first event it is told
   * @param listener told by the watcher's thread; it should return soon
   * @param notice told, once each, what cannot be heard and why
   */
  public ChangeWatcher(Duration quiet, Consumer<Change> listener, Consumer<String> notice) {
    this(Libc.system(), KernelEvents.system(), quiet, listener, notice);
  }

  ChangeWatcher(
      Libc libc,
      KernelEvents events,
      Duration quiet,
      Consumer<Change> listener,
      Consumer<String> notice) {
    this.libc = libc;
    this.events = events;
    this.files = new KernelFiles(libc);
    this.debounce = new Debounce(quiet.toNanos());
    this.listener = listener;
    this.notice = notice;
    this.bell = new Bell(events);
  }

  /** Starts its thread. */
  public void start() {
    sources.add(bell);
    open("uevents", () -> new UeventSource(events));
    open("changes of mounts", () -> file(MOUNTINFO.toString(), KernelEvents.POLLPRI, "mounts"));
    open(
        "changes of directories",
        () -> {
          DirectorySource source = new DirectorySource(events);
          directories = source;
          return source;
        });
    open("md arrays", () -> file(MDSTAT, KernelEvents.POLLPRI, "md"));
    open("device-mapper events", () -> file(DM_CONTROL, KernelEvents.POLLIN, "dm-"));
    Thread.ofPlatform().name("changes").daemon().start(this::run);
  }

  /** Watches these from now on, and no others. */
  public void watch(List<Watched> targets) {
    others.set(List.copyOf(targets));
    bell.ring();
  }

  /** Stops its thread. */
  @Override
  public void close() {
    stopped = true;
    bell.ring();
  }

  private Source file(String path, int mask, String what) {
    return new FileSource(
        libc, path, mask, what.equals("mounts") ? Pending::mounts : heard -> heard.driver(what));
  }

  private void open(String what, Supplier<Source> opener) {
    try {
      sources.add(opener.get());
    } catch (ErrnoException e) {
      if (!ABSENT.contains(e.errno())) {
        notice.accept("Cannot hear of " + what + ": " + e.getMessage());
      }
    }
  }

  private void run() {
    try {
      while (!stopped) {
        turn();
      }
    } catch (RuntimeException e) {
      notice.accept("The watcher of changes has ended: " + e);
    } finally {
      sources.forEach(Source::close);
    }
  }

  /** One turn: sleeps until something is heard or due. */
  void turn() {
    List<Source> heard = sources.stream().filter(s -> !s.isMuteWhen(pending)).toList();
    Fd[] fds = heard.stream().map(Source::fd).toArray(Fd[]::new);
    int[] masks = heard.stream().mapToInt(Source::events).toArray();
    int[] found = events.poll(fds, masks, debounce.timeoutMillis(System.nanoTime()));
    for (int i = 0; i < found.length; i++) {
      if (found[i] != 0) {
        drain(heard.get(i));
      }
    }
    adopt();
    long now = System.nanoTime();
    if (!pending.isEmpty()) {
      debounce.begin(now);
    }
    if (debounce.isOver(now)) {
      Change change = pending.take(this::table);
      if (!change.isEmpty()) {
        listener.accept(change);
      }
    }
  }

  private void drain(Source source) {
    try {
      source.drain(pending);
    } catch (ErrnoException e) {
      sources.remove(source);
      source.close();
      notice.accept("Hearing no more: " + e.getMessage());
    }
  }

  private void adopt() {
    List<Watched> now = others.getAndSet(null);
    if (now != null) {
      pending.targets(now, table());
      if (directories != null) {
        directories.watch(now);
      }
    }
  }

  private MountTable table() {
    return MountTable.parse(files.all(MOUNTINFO));
  }

  /** Wakes the thread. */
  private static final class Bell implements Source {
    private final KernelEvents events;
    private final Fd fd;
    private boolean closed;

    Bell(KernelEvents events) {
      this.events = events;
      this.fd = events.eventfd();
    }

    synchronized void ring() {
      if (!closed) {
        events.wake(fd);
      }
    }

    @Override
    public Fd fd() {
      return fd;
    }

    @Override
    public int events() {
      return KernelEvents.POLLIN;
    }

    @Override
    public void drain(Pending pending) {
      events.read(fd, Long.BYTES);
    }

    @Override
    public synchronized void close() {
      closed = true;
      fd.close();
    }
  }
}
