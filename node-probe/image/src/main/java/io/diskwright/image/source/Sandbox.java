package io.diskwright.image.source;

import io.diskwright.image.CommandRunner;
import io.diskwright.image.ImageException;
import io.diskwright.image.ProcessRunner;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs a command, such as qemu-img, over input that is not trusted: under limits, as a user of its
 * own, without capabilities, network, sockets or privileges to come, able to open nothing but its
 * files, programs and libraries.
 *
 * <p>The command is handed its files as open descriptors and opens them by {@link #path}; no path
 * on the host leads it anywhere. What does it is the kernel: setrlimit, setresuid, Landlock (5.13),
 * seccomp, network namespaces. {@link #missing} says what of it a host lacks.
 */
public final class Sandbox {
  private static final String WITHOUT = "confine: without ";
  private static final int FIRST_DESCRIPTOR = 3;

  // Of no user that a distribution makes, nor of systemd's dynamic ones, as far as those are used.
  private static final int FIRST_USER = 64_000;
  private static final int USERS = 1_000;
  private static final AtomicInteger NEXT_USER = new AtomicInteger();

  private final Libc libc;
  private final CommandRunner runner;
  private final boolean mayBeAnother;

  /** By {@code libc} and {@code runner}. */
  public Sandbox(Libc libc, CommandRunner runner) {
    this.libc = libc;
    this.runner = runner;
    this.mayBeAnother = libc.geteuid() == 0 && Capabilities.canChangeUser();
  }

  /** By the running kernel. */
  public static Sandbox system() {
    return new Sandbox(Libc.system(), new ProcessRunner());
  }

  /** How a file may be used. */
  public enum Use {
    /** Read; its owner and mode stay as they are. */
    Read,
    /** Read; it is ours, and belongs to the command's user meanwhile. */
    ReadOurs,
    /** Read and written; it is ours, and belongs to the command's user meanwhile. */
    Write
  }

  /** A file that the command may open. */
  public record Handed(Fd file, Use use) {}

  /**
   * What the command may use up.
   *
   * @param addressBytes of memory, RLIMIT_AS
   * @param cpuSeconds of all its threads, RLIMIT_CPU
   * @param fileBytes of the largest file it writes, RLIMIT_FSIZE
   */
  public record Limits(long addressBytes, long cpuSeconds, long fileBytes) {
    private static final long ADDRESSES = 2L << 30;
    private static final long SLOWEST_BYTES_PER_CPU_SECOND = 8_000_000;
    private static final long LEAST_CPU_SECONDS = 60;

    /** Those of converting {@code virtualBytes} to a file of {@code mostFileBytes} at most. */
    public static Limits of(long virtualBytes, long mostFileBytes) {
      long seconds = LEAST_CPU_SECONDS + virtualBytes / SLOWEST_BYTES_PER_CPU_SECOND;
      return new Limits(ADDRESSES, seconds, mostFileBytes);
    }

    String text() {
      // RLIMIT_AS, _CPU, _FSIZE, _NOFILE, _CORE; include/uapi/asm-generic/resource.h
      return "9=%d,0=%d,1=%d,7=256,4=0".formatted(addressBytes, cpuSeconds, fileBytes);
    }
  }

  /** What the command calls the {@code index}th file that it is handed, from 0. */
  public static String path(int index) {
    return "/proc/self/fd/" + (FIRST_DESCRIPTOR + index);
  }

  /**
   * The image in the {@code index}th file for {@code qemu-img --image-opts}: format and protocol
   * named, so that nothing is probed.
   */
  public static String imageOptions(SourceInfo info, int index) {
    return "driver=%s,file.driver=file,file.filename=%s".formatted(info.format(), path(index));
  }

  /**
   * Hands {@code files} over to a command that somebody else runs.
   *
   * @throws ErrnoException when one of them cannot be; the others are given back
   */
  public Confined confine(List<Handed> files, Limits limits) {
    return new Confined(libc, List.copyOf(files), limits, user(files));
  }

  /**
   * Runs {@code command} to its end.
   *
   * @param command a program, to be found on the PATH, and its arguments
   * @param files that it may open, as {@link #path} names them
   * @param timeout it is killed after this long
   * @param goOn asked several times a second; it is killed once it says no
   * @return how it ended; an exit code other than 0 is for the caller to judge
   * @throws ImageException when it cannot be confined; then it did not run
   */
  public CommandRunner.Result run(
      List<String> command,
      List<Handed> files,
      Limits limits,
      Duration timeout,
      BooleanSupplier goOn)
      throws ImageException {
    try (Confined confined = confine(files, limits)) {
      return run(confined.command(command), timeout, goOn);
    }
  }

  /** What this host lacks of the sandbox, each with the reason; empty when all is there. */
  public List<String> missing() throws ImageException {
    List<String> missing = new ArrayList<>();
    if (!mayBeAnother) {
      missing.add("a user of its own: only root with CAP_SETUID and CAP_CHOWN can change it");
    }
    int user = mayBeAnother ? FIRST_USER + USERS : -1;
    try (Confined nothing = new Confined(libc, List.of(), new Limits(1L << 30, 10, 0), user)) {
      List<String> command = nothing.command(List.of("true"), true);
      CommandRunner.Result result = run(command, Duration.ofSeconds(10), () -> true);
      result
          .errors()
          .lines()
          .filter(line -> line.startsWith(WITHOUT))
          .forEach(line -> missing.add(line.substring(WITHOUT.length())));
    }
    return missing;
  }

  private CommandRunner.Result run(List<String> words, Duration timeout, BooleanSupplier goOn)
      throws ImageException {
    try {
      CommandRunner.Result result = runner.run(words, timeout, goOn);
      Confined.requireRun(result);
      return result;
    } catch (IOException e) {
      throw Confined.notStarted(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(ImageException.Kind.Cancelled, "It was stopped on request.", e);
    }
  }

  /** That of a file which nobody else can read and which stays as it is, else one of its own. */
  private int user(List<Handed> files) {
    if (!mayBeAnother) {
      return -1;
    }
    for (Handed handed : files) {
      Statx statx = libc.statx(handed.file());
      if (handed.use() == Use.Read && (statx.mode() & 04) == 0) {
        return statx.uid() == 0 ? -1 : statx.uid(); // root's: as root, by Landlock alone
      }
    }
    return FIRST_USER + Math.floorMod(NEXT_USER.getAndIncrement(), USERS);
  }
}
