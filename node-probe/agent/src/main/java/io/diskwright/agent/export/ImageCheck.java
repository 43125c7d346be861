package io.diskwright.agent.export;

import io.diskwright.image.CommandRunner;
import io.diskwright.planner.ImageFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has qemu-img check an image: what a daemon that was killed has left must be in order. */
final class ImageCheck {
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Exit codes of qemu-img check. */
  private static final int CORRUPT = 2;

  private static final int LEAKS = 3;
  private static final int NOT_SUPPORTED = 63;

  private final CommandRunner runner;
  private final PrintStream out;

  ImageCheck(CommandRunner runner, PrintStream out) {
    this.runner = runner;
    this.out = out;
  }

  /**
   * Throws unless the image may be used; space that it takes without need is no reason.
   *
   * @param prefix what is to be put before the command
   */
  void run(List<String> prefix, ImageFormat format, String image)
      throws IOException, InterruptedException, ExportException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("qemu-img", "check", "-q", "-f", format.name(), image));
    CommandRunner.Result found = runner.run(command, PATIENCE, () -> true);
    if (found.exitCode() == CORRUPT) {
      throw new ExportException(
          "%s is damaged, and is not exported: qemu-img check says %s. Restore it, or look at it with qemu-img on its node."
              .formatted(image, first(found)));
    }
    if (found.exitCode() == LEAKS) {
      out.printf("%s takes more space than it needs: %s%n", image, first(found));
    } else if (found.exitCode() != 0 && found.exitCode() != NOT_SUPPORTED) {
      throw new ExportException(
          "%s cannot be checked, and is not exported: %s. Stop what else uses it."
              .formatted(image, first(found)));
    }
  }

  private static String first(CommandRunner.Result result) {
    return (result.errors() + "\n" + result.output())
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("nothing, and ended with " + result.exitCode());
  }
}
