package io.diskwright.probe;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts {@link ProbeChild}, with a class path that any user can read. */
final class ChildJvm {
  private final String classPath;

  private ChildJvm(String classPath) {
    this.classPath = classPath;
  }

  /** This process's class path. */
  static ChildJvm ofThisUser() {
    return new ChildJvm(classPath());
  }

  /** Copies the class path into {@code home}. */
  static ChildJvm forEveryone(Path home) throws IOException {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> copies = new ArrayList<>();
    for (String entry : classPath().split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (!Files.exists(from)) {
        continue;
      }
      Path to = home.resolve(copies.size() + "-" + from.getFileName());
      copy(from, to);
      copies.add(to.toString());
    }
    return new ChildJvm(String.join(File.pathSeparator, copies));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(one).toString());
        Files.copy(one, target, StandardCopyOption.REPLACE_EXISTING);
        target.toFile().setReadable(true, false);
        target.toFile().setExecutable(Files.isDirectory(one), false);
      }
    }
  }

  private static String classPath() {
    String whole = System.getProperty("surefire.test.class.path");
    return whole == null ? System.getProperty("java.class.path") : whole;
  }

  /** The command, after {@code prefix} such as setpriv. */
  List<String> command(List<String> prefix, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            ProbeChild.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
