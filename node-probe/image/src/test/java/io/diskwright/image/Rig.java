package io.diskwright.image;

import io.diskwright.libc.Fd;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The product on the real kernel and the real qemu-img, its system calls and commands counted as
 * steps, before each of which something may happen.
 */
public final class Rig {
  /** What happens just before a step. */
  public interface Event {
    /**
     * Before step {@code number} (from 1); throws to make it fail.
     *
     * @param name of the method of {@link Libc}, or the subcommand of qemu-img
     */
    void before(int number, String name);
  }

  /** The process is gone: nothing of the product may catch this. */
  public static final class Stopped extends Error {
    private static final long serialVersionUID = 1;

    Stopped(String where) {
      super(where, null, false, false);
    }
  }

  /** The name of the step at which qemu-img is run in the sandbox. */
  static final String CONVERT = "convert";

  private static final Event NOTHING = (number, name) -> {};

  private final CommandRunner real;
  private final List<String> steps = new ArrayList<>();
  private final Set<Integer> open = new HashSet<>();
  private Event event = NOTHING;

  /** Counts, and lets everything through. */
  public Rig() {
    this(new ProcessRunner());
  }

  /** The same, with commands run by {@code real}. */
  Rig(CommandRunner real) {
    this.real = real;
  }

  /** The kernel. */
  public Libc libc() {
    return new Counted();
  }

  /** The command. */
  QemuImg qemuImg() {
    return new QemuImg(this::run, "qemu-img");
  }

  /** What makes and deletes. */
  public Allocator allocator() {
    return new Allocator(libc(), qemuImg());
  }

  /** What enlarges. */
  Grower grower() {
    return new Grower(libc(), qemuImg());
  }

  /** From now on {@code next} happens, and steps are counted from 1. */
  public void on(Event next) {
    event = next;
    steps.clear();
  }

  /** Step {@code number} is the first that is not made any more, nor is any after it. */
  public void stopBefore(int number) {
    on(
        (at, name) -> {
          if (at >= number) {
            throw new Stopped("before step " + at + ", " + name);
          }
        });
  }

  /** The steps so far. */
  public List<String> steps() {
    return List.copyOf(steps);
  }

  /** Descriptors that are open. */
  Set<Integer> open() {
    return Set.copyOf(open);
  }

  /** Closes what the product left open, as the kernel does when a process is gone. */
  public void gone() {
    on(NOTHING);
    for (int fd : Set.copyOf(open)) {
      new Counted().close(fd);
    }
  }

  private void step(String name) {
    steps.add(name);
    event.before(steps.size(), name);
  }

  private CommandRunner.Result run(List<String> command, Duration timeout, BooleanSupplier goOn)
      throws IOException, InterruptedException {
    step(isConfined(command) ? CONVERT : command.get(1));
    return real.run(command, timeout, goOn);
  }

  /** Whether it is run by another program that keeps it within limits. */
  static boolean isConfined(List<String> command) {
    return command.getFirst().equals("perl");
  }

  private final class Counted extends ForwardingLibc {
    Counted() {
      super(Libc.system());
    }

    @Override
    protected void before(String call) {
      step(call);
    }

    @Override
    public Fd openat(Fd dir, String path, int flags, int mode) {
      return noted(super.openat(dir, path, flags, mode));
    }

    @Override
    public Fd openat2(Fd dir, String path, long flags, long mode, long resolve) {
      return noted(super.openat2(dir, path, flags, mode, resolve));
    }

    @Override
    public void close(int fd) {
      open.remove(fd);
      super.close(fd);
    }

    private Fd noted(Fd fd) {
      open.add(fd.number());
      return fd;
    }
  }
}
