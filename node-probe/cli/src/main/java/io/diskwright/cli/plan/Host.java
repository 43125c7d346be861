package io.diskwright.cli.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** This machine. */
public final class Host {
  private static final Path NAME = Path.of("/proc/sys/kernel/hostname");

  private Host() {}

  /** Its name, as a node would be called. */
  public static String nodeName() {
    try {
      return nodeName(Files.readString(NAME));
    } catch (IOException e) {
      return nodeName("");
    }
  }

  /** The host name made fit for the name of an object. */
  static String nodeName(String hostName) {
    String fit =
        hostName
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^-.a-z0-9]", "-")
            .replaceAll("^[-.]+|[-.]+$", "")
            .replaceAll("[-.]{2,}", "-");
    return fit.isEmpty() ? "localhost" : fit;
  }
}
