package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Disks with something on them, in every format, for images to be filled from. */
final class Disks {
  private static final int PIECE = 256 << 10;

  private Disks() {}

  /** A raw disk whose first half has data and holes in turn, with both ends written. */
  static Path scattered(Path file, long size) throws Exception {
    Random random = new Random(size);
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(size);
      byte[] piece = new byte[PIECE];
      for (long at = 0; at < size; at += 2L * PIECE) {
        random.nextBytes(piece);
        disk.seek(at);
        disk.write(piece);
      }
      disk.seek(size - 4096);
      disk.write(piece, 0, 4096);
    }
    return file;
  }

  /** The same disk in another format, beside it. */
  static Path converted(Path raw, String format) {
    Path made = raw.resolveSibling(raw.getFileName() + "." + format);
    List<String> command =
        new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", format));
    if (format.equals("vpc")) {
      command.addAll(List.of("-o", "force_size=on"));
    }
    command.addAll(List.of(raw.toString(), made.toString()));
    Shell.run(command);
    return made;
  }

  /** The same disk as a VHD of fixed size: with a footer only. */
  static Path fixed(Path raw) {
    Path made = raw.resolveSibling(raw.getFileName() + ".fixed.vhd");
    String options = "subformat=fixed,force_size=on";
    Shell.run(
        "qemu-img",
        "convert",
        "-f",
        "raw",
        "-O",
        "vpc",
        "-o",
        options,
        raw.toString(),
        made.toString());
    return made;
  }

  /** Packed by {@code packer}, such as {@code xz}, under a name that does not tell. */
  static Path packed(Path file, String packer) {
    Path made = file.resolveSibling(file.getFileName() + "-by-" + packer);
    Shell.run("sh", "-c", packer + " -c < '" + file + "' > '" + made + "'");
    return made;
  }

  /** Throws unless the guest sees the same on both, and zeroes where one is larger. */
  static void assertSame(Path one, ImageFormat format, Path other, ImageFormat otherFormat) {
    assertThat(
            Shell.run(
                "qemu-img",
                "compare",
                "-f",
                format.name(),
                "-F",
                otherFormat.name(),
                one.toString(),
                other.toString()))
        .contains("Images are identical.");
  }

  /** Bytes allocated on disk. */
  static long allocated(Path file) {
    return Libc.system().statx(Fd.CWD, file.toString()).allocatedBytes();
  }

  /** The options of an order, as {@link Orders} takes them. */
  static String[] options(ImageOrder order) {
    return order.options().entrySet().stream()
        .flatMap(option -> java.util.stream.Stream.of(option.getKey(), option.getValue()))
        .toArray(String[]::new);
  }
}
