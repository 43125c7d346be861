package io.diskwright.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server refuses, the command line refuses too, and says so as a person reads it. */
final class RefusedAlikeIT {

  private static final Path OBJECTS = Project.path("crds/src/test/resources/objects");
  private static final Pattern CLI_EXIT = Pattern.compile("(?m)^# cli-exit: (\\d)$");
  private static final int INVALID = 2;

  private final Cli cli = new Cli();

  static List<Path> invalid() {
    return Project.list(OBJECTS, "invalid-*.yaml");
  }

  static List<Path> notYet() {
    return Project.list(OBJECTS, "valid-*.yaml").stream().filter(file -> exit(file) != 0).toList();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void shouldBeRefusedWhenInvalid(Path file, @TempDir Path target) {
    plan(file, target).expectRefusal(INVALID);
  }

  @ParameterizedTest
  @MethodSource("notYet")
  void shouldSayThatItIsNotSupportedYetWhenValid(Path file, @TempDir Path target) {
    plan(file, target).expectRefusal(exit(file));
  }

  private Cli.Result plan(Path file, Path target) {
    return cli.run("plan", "-f", file.toString(), "--target", target.toString());
  }

  private static int exit(Path file) {
    try {
      Matcher exit = CLI_EXIT.matcher(Files.readString(file));
      return exit.find() ? Integer.parseInt(exit.group(1)) : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
