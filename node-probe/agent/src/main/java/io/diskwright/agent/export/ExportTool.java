package io.diskwright.agent.export;

import io.diskwright.decision.Export;
import io.diskwright.image.CommandRunner;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.ImageFormat;
import io.diskwright.service.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the containers of an exporting pod run beside the daemon: {@code prepare} before it, {@code
 * publish} when it has started, {@code withdraw} when all of it is to go.
 */
public final class ExportTool {
  /** The first argument of the agent by which it is this. */
  public static final String NAME = "export";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final CommandRunner runner;
  private final List<String> prefix;
  private final Path root;
  private final PrintStream out;
  private final Path lastWords;

  /**
   * Works by the programs of QEMU.
   *
   * @param prefix what is to be put before each command; for tests
   * @param root what has a directory for each export
   * @param out what is to be read in the container's log
   * @param lastWords what is to be read in the pod's status, also when another program of the
   *     container ends it; nothing is written where it is not there
   */
  public ExportTool(
      CommandRunner runner, List<String> prefix, Path root, PrintStream out, Path lastWords) {
    this.runner = runner;
    this.prefix = prefix;
    this.root = root;
    this.out = out;
    this.lastWords = lastWords;
  }

  /**
   * Does what the arguments say.
   *
   * @return the exit code: 0, or 1 when the image cannot be exported, or 2 for bad arguments
   */
  public int run(String[] arguments) {
    try {
      String[] rest =
          Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
      Settings settings =
          Settings.read(rest, Map.of(), List.of("uid", "image", "format", "bytes", "trials"));
      ExportDirectory directory = new ExportDirectory(root.resolve(uid(settings)));
      switch (arguments.length == 0 ? "" : arguments[0]) {
        case "prepare" ->
            prepare(
                directory,
                ImageFormat.valueOf(required(settings, "format")),
                required(settings, "image"),
                Path.of(required(settings, "trials")));
        case "publish" -> directory.publish(Long.parseLong(required(settings, "bytes")), PATIENCE);
        case "withdraw" -> directory.remove();
        default ->
            throw new Settings.SettingsException("say prepare, publish or withdraw after export");
      }
      return 0;
    } catch (ExportException e) {
      return failed(Objects.toString(e.getMessage(), ""));
    } catch (IOException | ErrnoException e) {
      return failed("The export cannot be set up: %s".formatted(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (IllegalArgumentException | Settings.SettingsException e) {
      out.println(e.getMessage());
      return 2;
    }
  }

  private void prepare(ExportDirectory directory, ImageFormat format, String image, Path trials)
      throws IOException, InterruptedException, ExportException {
    directory.clear();
    DaemonVersion version = version();
    version.require();
    Path passed =
        trials.resolve(
            "passed-qemu-%s-linux-%s".formatted(version, System.getProperty("os.version")));
    if (Files.notExists(passed)) {
      new ExportTrial(runner, prefix).run(Path.of(System.getProperty("java.io.tmpdir")));
      Files.write(passed, new byte[0]);
    }
    new ImageCheck(runner, out).run(prefix, format, image);
    directory.stage();
  }

  private int failed(String why) {
    out.println(why);
    if (Files.isRegularFile(lastWords)) {
      try {
        Files.writeString(lastWords, why);
      } catch (IOException e) {
        out.println("Nor can it be said in " + lastWords + ": " + e);
      }
    }
    return 1;
  }

  private DaemonVersion version() throws IOException, InterruptedException, ExportException {
    CommandRunner.Result said = runner.run(command(Export.PROGRAM, "--version"), SHORT, () -> true);
    return DaemonVersion.parse(said.output());
  }

  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(words));
    return command;
  }

  private static String uid(Settings settings) {
    String uid = required(settings, "uid");
    if (!uid.matches("[0-9A-Za-z-]+")) {
      throw new Settings.SettingsException("--uid is '%s', which is none".formatted(uid));
    }
    return uid;
  }

  private static String required(Settings settings, String name) {
    String value = settings.text(name, "");
    if (value.isEmpty()) {
      throw new Settings.SettingsException("--%s is missing".formatted(name));
    }
    return value;
  }
}
