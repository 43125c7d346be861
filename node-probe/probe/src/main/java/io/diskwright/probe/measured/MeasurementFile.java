package io.diskwright.probe.measured;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.TrustedFile;
import io.diskwright.planner.Measurements;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The file {@value #NAME} in a target's directory: a line {@code name: value} for the place, and
 * for each entry of the measurements as they are published.
 */
public final class MeasurementFile {
  /** Its name, in the directory itself. */
  public static final String NAME = ".diskwright-measurements";

  /** Bytes; a hundred ways take less. */
  static final int LARGEST = 64 << 10;

  private static final String HEADER = "diskwright-measurements 1";
  private static final String FILESYSTEM = "filesystem";
  private static final String MOUNT_OPTIONS = "mountOptions";
  private static final String BETWEEN = ": ";
  private static final String ADVICE = "; run diskwright calibrate anew, or remove it";

  private MeasurementFile() {}

  /** What was found. */
  public sealed interface Reading {
    /** No file of that name. */
    record None() implements Reading {}

    /** What was measured, there or elsewhere. */
    record Measured(PlaceMeasured place) implements Reading {}

    /**
     * Something that cannot be taken for one.
     *
     * @param message for people: the file, the line or entry where there is such, why it was
     *     refused and what to do
     */
    record Invalid(String message) implements Reading {}
  }

  /**
   * Reads it; never throws an {@link ErrnoException}.
   *
   * @param directory opened for reading
   */
  public static Reading read(Libc libc, Fd directory) {
    return switch (TrustedFile.read(libc, directory, NAME, LARGEST)) {
      case TrustedFile.Reading.None unused -> new Reading.None();
      case TrustedFile.Reading.Refused refused -> new Reading.Invalid(NAME + " " + refused.why());
      case TrustedFile.Reading.Content content -> parse(content.bytes());
    };
  }

  /**
   * Writes it, whole or not at all, and durably, in the place of an older one.
   *
   * @throws ErrnoException when it cannot be written; the older one is then still there
   */
  public static void write(Libc libc, Path directory, PlaceMeasured place) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
    try (Fd fd = libc.openat(Fd.CWD, directory.toString(), flags, 0)) {
      TrustedFile.write(libc, fd, NAME, text(place).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String text(PlaceMeasured place) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    line(text, FILESYSTEM, place.filesystem());
    line(text, MOUNT_OPTIONS, place.mountOptions());
    place.measurements().published().forEach((name, value) -> line(text, name, value));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(BETWEEN).append(value).append('\n');
  }

  private static Reading parse(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (!lines[0].equals(HEADER) || !lines[lines.length - 1].isEmpty()) {
      return invalid(1, "is not as Diskwright writes it");
    }
    SortedMap<String, String> entries = new TreeMap<>();
    for (int i = 1; i < lines.length - 1; i++) {
      String line = lines[i];
      int at = line.indexOf(BETWEEN);
      if (at <= 0 || line.chars().anyMatch(Character::isISOControl)) {
        return invalid(i + 1, "is not of the form name: value");
      }
      if (entries.put(line.substring(0, at), line.substring(at + BETWEEN.length())) != null) {
        return invalid(i + 1, "says again what a line before said");
      }
    }
    String filesystem = entries.remove(FILESYSTEM);
    String options = entries.remove(MOUNT_OPTIONS);
    if (filesystem == null || options == null) {
      return invalid(lines.length, "comes too early: the place is not named");
    }
    try {
      Measurements measurements = Measurements.of(entries);
      return new Reading.Measured(new PlaceMeasured(filesystem, options, measurements));
    } catch (IllegalArgumentException e) {
      return new Reading.Invalid(NAME + ": " + e.getMessage() + ADVICE);
    }
  }

  private static Reading invalid(int line, String why) {
    return new Reading.Invalid(NAME + ", line " + line + ": " + why + ADVICE);
  }
}
