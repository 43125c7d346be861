package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;

import io.diskwright.api.v1alpha1.FileSource;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.image.Operation.Work;
import io.diskwright.image.content.Contents;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Libc;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Files that images are filled from: each holds one mark, as {@link Look} finds it. */
final class Sources {
  private static final Map<Work, Path> MADE = new EnumMap<>(Work.class);

  private Sources() {}

  /** What {@code work} fills an image with, read by {@code libc}. */
  static Content of(Work work, Libc libc) throws ImageException {
    return of(file(work), libc);
  }

  /** The same of any file. */
  static Content of(Path path, Libc libc) throws ImageException {
    FileSource file = new FileSource(path.toString(), null);
    return Objects.requireNonNull(
        new Contents(libc).of(new ImageSource(null, null, file, null, null), Permission.USERS_OWN));
  }

  /** Whether a failure is said to be one of the source. */
  static boolean blames(ImageException e) {
    return String.valueOf(e.getMessage()).startsWith("The source ");
  }

  private static synchronized Path file(Work work) {
    return MADE.computeIfAbsent(work, Sources::made);
  }

  private static Path made(Work work) {
    try {
      Path directory = Files.createTempDirectory("diskwright-sources").toRealPath();
      directory.toFile().deleteOnExit();
      Path raw = marked(directory.resolve("disk.raw"), Look.MARK);
      Path made =
          switch (work) {
            case FILL -> raw;
            case CONVERT -> Disks.converted(raw, "qcow2");
            case UNPACK -> Disks.packed(raw, "gzip");
            default -> throw new IllegalArgumentException(work + " fills nothing");
          };
      for (Path each : new Path[] {raw, made}) {
        Shell.run("chmod", "644", each.toString());
        each.toFile().deleteOnExit();
      }
      return made;
    } catch (Exception e) {
      throw new AssertionError("no source to " + work, e);
    }
  }

  /**
   * A raw disk with {@code mark} where {@link Look} looks, and as long as can be but not longer.
   */
  static Path marked(Path file, int mark) throws Exception {
    byte[] data = new byte[Look.MARKED];
    Arrays.fill(data, (byte) mark);
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(2 * MIB);
      disk.seek(MIB);
      disk.write(data);
    }
    return file;
  }
}
