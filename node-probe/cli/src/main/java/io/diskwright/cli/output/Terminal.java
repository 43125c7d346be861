package io.diskwright.cli.output;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where results and messages go.
 *
 * @param in the standard input
 * @param out results, and nothing else
 * @param err messages
 * @param colour whether results may have colours
 * @param live whether messages may overwrite themselves, for progress
 */
public record Terminal(
    InputStream in, PrintWriter out, PrintWriter err, boolean colour, boolean live) {

  /** This process's, in UTF-8; colours only on a terminal, and not with NO_COLOR. */
  public static Terminal system(Map<String, String> environment) {
    String noColor = environment.getOrDefault("NO_COLOR", "");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    return new Terminal(
        System.in,
        writer(System.out),
        writer(System.err),
        noColor.isEmpty() && !dumb && isTerminal(1),
        !dumb && isTerminal(2));
  }

  /** {@code text} in the colour of {@code style}, where colours may be. */
  public String styled(Style style, String text) {
    return colour ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
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
