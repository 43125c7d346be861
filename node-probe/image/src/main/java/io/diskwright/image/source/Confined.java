package io.diskwright.image.source;

import io.diskwright.image.CommandRunner;
import io.diskwright.image.ImageException;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Files handed over to a command in the {@link Sandbox}; closed when it has ended, which gives them
 * back to their owners.
 */
public final class Confined implements AutoCloseable {
  /** What confine.pl ends with when it could not confine. */
  private static final int NOT_CONFINED = 125;

  private static final String PREFIX = "confine: ";
  private static final String SCRIPT = script();

  private final Libc libc;
  private final List<Sandbox.Handed> files;
  private final Sandbox.Limits limits;
  private final int user;
  private final List<Statx> owned = new ArrayList<>();

  /**
   * Hands {@code files} over.
   *
   * @param user who is to use them; negative: who we are
   */
  Confined(Libc libc, List<Sandbox.Handed> files, Sandbox.Limits limits, int user) {
    this.libc = libc;
    this.files = files;
    this.limits = limits;
    this.user = user;
    try {
      for (Sandbox.Handed handed : files) {
        owned.add(libc.statx(handed.file()));
        if (user >= 0 && handed.use() != Sandbox.Use.Read) {
          libc.fchown(handed.file(), user, user);
        }
      }
    } catch (ErrnoException e) {
      close();
      throw e;
    }
  }

  /**
   * What to run in place of {@code command}.
   *
   * @param command a program, to be found on the PATH, and its arguments, in which {@link
   *     Sandbox#path} names the files
   */
  public List<String> command(List<String> command) {
    return command(command, false);
  }

  List<String> command(List<String> command, boolean verbose) {
    List<String> words = new ArrayList<>(List.of("perl", "-e", SCRIPT));
    words.add(System.getProperty("os.arch", "unknown"));
    words.add(verbose ? "1" : "0");
    words.add(user < 0 ? "-" : Integer.toString(user));
    words.add(limits.text());
    for (Sandbox.Handed handed : files) {
      words.add((handed.use() == Sandbox.Use.Write ? "w:" : "r:") + path(handed.file()));
    }
    words.add("--");
    words.addAll(command);
    return words;
  }

  private static String path(Fd fd) {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd.number();
  }

  /**
   * Throws unless the command was run, however that ended.
   *
   * @throws ImageException why it cannot be confined; then it was not run
   */
  public static void requireRun(CommandRunner.Result result) throws ImageException {
    if (result.exitCode() == NOT_CONFINED && result.errors().contains(PREFIX)) {
      String why = result.errors().lines().filter(l -> l.startsWith(PREFIX)).toList().getLast();
      throw new ImageException(
          ImageException.Kind.Failed,
          "A program that reads an image from outside cannot be confined here: "
              + why.substring(PREFIX.length())
              + ". It was not run. \"diskwright selftest\" says what is missing.");
    }
  }

  /** What could not be started means. */
  static ImageException notStarted(IOException e) {
    return new ImageException(
        ImageException.Kind.Failed,
        "perl cannot be started, which confines programs that read an image from outside;"
            + " install it (Debian, Ubuntu: apt install perl-base).",
        e);
  }

  @Override
  public void close() {
    for (int i = 0; i < owned.size(); i++) {
      Statx was = owned.get(i);
      Fd file = files.get(i).file();
      if (libc.statx(file).uid() != was.uid()) {
        libc.fchown(file, was.uid(), was.gid());
      }
    }
  }

  private static String script() {
    try (InputStream in = Confined.class.getResourceAsStream("confine.pl")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
