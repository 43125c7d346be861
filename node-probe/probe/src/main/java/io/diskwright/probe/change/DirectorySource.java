package io.diskwright.probe.change;

import static io.diskwright.libc.KernelEvents.IN_ATTRIB;
import static io.diskwright.libc.KernelEvents.IN_CLOSE_WRITE;
import static io.diskwright.libc.KernelEvents.IN_CREATE;
import static io.diskwright.libc.KernelEvents.IN_DELETE;
import static io.diskwright.libc.KernelEvents.IN_DELETE_SELF;
import static io.diskwright.libc.KernelEvents.IN_IGNORED;
import static io.diskwright.libc.KernelEvents.IN_MOVED_FROM;
import static io.diskwright.libc.KernelEvents.IN_MOVED_TO;
import static io.diskwright.libc.KernelEvents.IN_MOVE_SELF;
import static io.diskwright.libc.KernelEvents.IN_ONLYDIR;
import static io.diskwright.libc.KernelEvents.IN_Q_OVERFLOW;
import static io.diskwright.libc.KernelEvents.IN_UNMOUNT;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.KernelEvents;
import io.diskwright.libc.MarkerFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happens to the watched directories, and, while one is missing, to the directory it would
 * appear in. Of their entries only our own files count: images come and go by our own doing.
 */
final class DirectorySource implements Source {
  private static final int ENTRY =
      IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE;
  private static final int SELF = IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;
  private static final Set<String> OURS =
      Set.of(MarkerFile.NAME, ".diskwright-capabilities.yaml", ".diskwright-measurements");
  private static final int CHUNK = 64 << 10;
  private static final int MOST_CHUNKS = 16;

  private final KernelEvents events;
  private final Fd inotify;
  private Map<Integer, List<Interest>> interests = new HashMap<>();

  /** Whom a watch is for, and the entries that count. */
  private record Interest(String name, Set<String> entries) {}

  DirectorySource(KernelEvents events) {
    this.events = events;
    this.inotify = events.inotify();
  }

  /** Watches these, and no others any more. */
  void watch(List<Watched> targets) {
    Map<Integer, List<Interest>> now = new HashMap<>();
    for (Watched target : targets) {
      Path directory = target.directory();
      Set<String> entries = OURS;
      while (directory != null && !watched(now, directory, target.name(), entries)) {
        Path name = directory.getFileName();
        entries = name == null ? Set.of() : Set.of(name.toString());
        directory = directory.getParent();
      }
    }
    for (int old : interests.keySet()) {
      if (!now.containsKey(old)) {
        forget(old);
      }
    }
    interests = now;
  }

  private boolean watched(
      Map<Integer, List<Interest>> now, Path directory, String name, Set<String> entries) {
    try {
      int watch = events.watch(inotify, directory.toString(), ENTRY | SELF | IN_ONLYDIR);
      now.computeIfAbsent(watch, unused -> new ArrayList<>()).add(new Interest(name, entries));
      return true;
    } catch (ErrnoException e) {
      return false; // missing, or not ours to look into: the one above it tells when it comes
    }
  }

  private void forget(int watch) {
    try {
      events.unwatch(inotify, watch);
    } catch (ErrnoException e) {
      // The directory is gone, and the watch with it.
    }
  }

  @Override
  public Fd fd() {
    return inotify;
  }

  @Override
  public int events() {
    return KernelEvents.POLLIN;
  }

  @Override
  public void drain(Pending pending) {
    try {
      for (int i = 0; i < MOST_CHUNKS; i++) {
        for (InotifyEvent event : InotifyEvent.parse(events.read(inotify, CHUNK))) {
          heard(event, pending);
        }
      }
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EAGAIN) {
        throw e;
      }
    }
  }

  private void heard(InotifyEvent event, Pending pending) {
    if ((event.mask() & IN_Q_OVERFLOW) != 0) {
      pending.everything();
      return;
    }
    boolean self = (event.mask() & (SELF | IN_UNMOUNT)) != 0 && event.name().isEmpty();
    for (Interest interest : interests.getOrDefault(event.watch(), List.of())) {
      if (self || (event.mask() & ENTRY) != 0 && interest.entries.contains(event.name())) {
        pending.place(interest.name);
      }
    }
    if ((event.mask() & IN_IGNORED) != 0) {
      interests.remove(event.watch());
    }
  }

  @Override
  public void close() {
    inotify.close();
  }
}
