import io.diskwright.cli.Main;
import io.diskwright.cli.command.Stop;
import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Runs the command line over and over in one JVM: under an emulated processor most of a probe's time
 * would be the start of Java. Each line of standard input is a path and the arguments, separated by
 * tabs; the path is given the endings .json (standard output), .err and, when all is done, .rc. When
 * the first argument is "watch", the others are directories that a {@link ChangeLog} watches from
 * then on, and the path is its file.
 */
final class ProbeLoop {
  private ProbeLoop() {}

  public static void main(String[] args) throws IOException {
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      List<String> words = List.of(line.split("\t"));
      // In a thread of its own: a probe that hangs must not take the next request with it.
      Thread.ofPlatform()
          .daemon()
          .start(() -> answer(words.getFirst(), words.subList(1, words.size())));
    }
  }

  private static void answer(String path, List<String> arguments) {
    if (arguments.getFirst().equals("watch")) {
      List<Path> directories = arguments.stream().skip(1).map(Path::of).toList();
      new ChangeLog(Path.of(path), directories).start();
      return;
    }
    long start = System.nanoTime();
    int code;
    try (PrintWriter out = writer(path + ".json");
        PrintWriter err = writer(path + ".err")) {
      Terminal terminal = new Terminal(InputStream.nullInputStream(), out, err, false, false);
      Workshop workshop = new Workshop(terminal, Clock.systemUTC(), Stop.never());
      code = Main.run(arguments, workshop, Map.of("DISKWRIGHT_DEBUG", "1"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    finish(Path.of(path), code, (System.nanoTime() - start) / 1_000_000);
  }

  private static PrintWriter writer(String path) throws IOException {
    return new PrintWriter(Files.newBufferedWriter(Path.of(path)));
  }

  /** The exit code and the milliseconds it took, under a name that appears when it is whole. */
  private static void finish(Path path, int code, long milliseconds) {
    Path whole = path.resolveSibling(path.getFileName() + ".rc");
    Path partial = path.resolveSibling("." + path.getFileName() + ".rc");
    try {
      Files.writeString(partial, code + " " + milliseconds + "\n");
      Files.move(partial, whole);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
