package io.diskwright.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something mounted on a directory of its own, unmounted on {@link #close}. */
public final class Mounted implements AutoCloseable {
  private final Path directory;

  private Mounted(Path directory) {
    this.directory = directory;
  }

  /**
   * {@code mount -t type -o options source}.
   *
   * @param options by commas; {@code defaults} for none
   */
  public static Mounted of(String type, String options, String source) {
    Requires.root();
    try {
      Path directory = Files.createTempDirectory("mounted");
      try {
        Shell.run("mount", "-t", type, "-o", options, source, directory.toString());
      } catch (IllegalStateException e) {
        Files.delete(directory);
        throw e;
      }
      return new Mounted(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    Shell.run("umount", directory.toString());
    try {
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
