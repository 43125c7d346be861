package io.diskwright.probe.change;

import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.util.function.Consumer;

/**
 * A file of the kernel that poll(2) says something about when it changed. It is opened anew each
 * time, which is what makes it wait for the next change.
 */
final class FileSource implements Source {
  private final Libc libc;
  private final String path;
  private final int events;
  private final Consumer<Pending> changed;
  private Fd file;

  FileSource(Libc libc, String path, int events, Consumer<Pending> changed) {
    this.libc = libc;
    this.path = path;
    this.events = events;
    this.changed = changed;
    this.file = open();
  }

  private Fd open() {
    return libc.openat(Fd.CWD, path, Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, 0);
  }

  @Override
  public Fd fd() {
    return file;
  }

  @Override
  public int events() {
    return events;
  }

  @Override
  public void drain(Pending pending) {
    Fd next = open(); // before it is told, so that nothing is missed
    file.close();
    file = next;
    changed.accept(pending);
  }

  @Override
  public void close() {
    file.close();
  }
}
