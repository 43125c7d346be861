package io.diskwright.cli.output;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Where results and messages go.
 *
 * @param in the standard input
 * @param out results, and nothing else
 * @param err messages
 * @param colour whether results may have colours
 * @param live whether messages may overwrite themselves, for progress
 * @param columns how many characters fit on a line of results; 0 when that does not matter, as in
 *     files and pipes
 */
public record Terminal(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    boolean colour,
    boolean live,
    IntSupplier columns) {
  /** With lines of any length. */
  public Terminal(InputStream in, PrintWriter out, PrintWriter err, boolean colour, boolean live) {
    this(in, out, err, colour, live, () -> 0);
  }

  /** Light colours of the 256-colour palette of xterm, far apart from each other. */
  private static final List<Integer> PALETTE =
      List.of(114, 117, 221, 182, 210, 152, 187, 216, 147, 250);

  /** This process's, in UTF-8; colours only on a terminal, and not with NO_COLOR. */
  public static Terminal system(Map<String, String> environment) {
    String noColor = environment.getOrDefault("NO_COLOR", "");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    return new Terminal(
        System.in,
        writer(System.out),
        writer(System.err),
        noColor.isEmpty() && !dumb && isTerminal(1),
        !dumb && isTerminal(2),
        () -> isTerminal(1) ? WindowSize.columns(environment) : 0);
  }

  /** {@code text} in the colour of {@code style}, where colours may be. */
  public String styled(Style style, String text) {
    return colour ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
  }

  /**
   * {@code text} on a background of its own for each {@code number}, where colours may be; numbers
   * that are close to each other look different.
   */
  public String painted(int number, String text) {
    return colour
        ? "\u001b[30;48;5;" + PALETTE.get(number % PALETTE.size()) + "m" + text + "\u001b[0m"
        : text;
  }

  /** What a colour stands for. */
  public enum Style {
    /** A name or a heading. */
    Bold("1"),
    /** As wanted. */
    Good("32"),
    /** Not as wanted. */
    Bad("31"),
    /** Could not be told. */
    Doubtful("33"),
    /** Less important. */
    Faint("2");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, false, StandardCharsets.UTF_8);
  }

  /** The descriptor's file says so: a pseudo-terminal, a serial line or the console. */
  private static boolean isTerminal(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (java.io.IOException e) {
      return false;
    }
  }
}
