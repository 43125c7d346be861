package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.libc.MarkerFile;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at images by qemu-img, qemu-io and stat(1), not by the product. */
final class Look {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<ImageFormat> CHECKED =
      EnumSet.of(
          ImageFormat.qcow2, ImageFormat.qed, ImageFormat.vdi, ImageFormat.vhdx, ImageFormat.vmdk);
  static final int MARKED = 4096;
  static final int MARK = 0xa5;

  /** What must be gone when it was erased. */
  static final int SECRET = 0xe7;

  private Look() {}

  /** Names in the pool but for its marker, sorted. */
  static List<String> entries(Path pool) throws IOException {
    try (Stream<Path> all = Files.list(pool)) {
      return all.map(p -> String.valueOf(p.getFileName()))
          .filter(name -> !name.equals(MarkerFile.NAME))
          .sorted()
          .toList();
    }
  }

  /** Bytes allocated to the file. */
  static long allocated(ImageOrder order) {
    return Long.parseLong(Shell.run("stat", "-c", "%b", order.file().toString()).strip()) * 512;
  }

  /** The image is all that was ordered, and nothing more. */
  static void assertFinished(ImageOrder order) throws Exception {
    Path file = order.file();
    assertThat(Shell.run("stat", "-c", "%F %a", file.toString()).strip())
        .isEqualTo("regular file 600");
    assertThat(entries(file.resolveSibling("."))).containsExactly(order.fileName());
    assertThat(size(order)).isEqualTo(order.sizeBytes());
    assertThat(allocated(order)).isGreaterThanOrEqualTo(order.requiredBytes());
    if (order.policy() == AllocationPolicy.Thin) {
      assertThat(allocated(order)).isLessThan(3 * MIB);
    }
    assertWhole(order);
  }

  /** Its tables are in order, and no cluster is lost. */
  static void assertWhole(ImageOrder order) {
    if (CHECKED.contains(order.format()) && !order.encrypted()) {
      Shell.run("qemu-img", "check", "-q", "-f", order.format().name(), order.file().toString());
    } else if (order.encrypted() && order.format() == ImageFormat.qcow2) {
      io(order, "qemu-img", "check", List.of());
    }
  }

  /** What the guest sees. */
  static long size(ImageOrder order) throws IOException {
    if (order.format() == ImageFormat.raw && !order.encrypted()) {
      return Files.size(order.file());
    }
    String format = order.format() == ImageFormat.raw ? "luks" : order.format().name();
    JsonNode info =
        JSON.readTree(
            Shell.run("qemu-img", "info", "-f", format, "--output=json", order.file().toString()));
    return info.path("virtual-size").asLong();
  }

  /** Writes what must never change. */
  static void mark(ImageOrder order) throws IOException {
    mark(order, MARK);
  }

  /** The same with another byte. */
  static void mark(ImageOrder order, int mark) throws IOException {
    if (order.format() == ImageFormat.raw && !order.encrypted()) {
      byte[] data = new byte[MARKED];
      Arrays.fill(data, (byte) mark);
      try (RandomAccessFile out = new RandomAccessFile(order.file().toFile(), "rw")) {
        out.seek(MIB);
        out.write(data);
      }
    } else {
      io(order, "qemu-io", "", List.of("-c", "write -q -P " + mark + " 1M 4k"));
    }
  }

  /** It has not, and behind it there are zeroes. */
  static void assertMarked(ImageOrder order) throws IOException {
    if (order.format() == ImageFormat.raw && !order.encrypted()) {
      byte[] data = Files.readAllBytes(order.file());
      int at = (int) MIB;
      byte[] marked = new byte[data.length];
      System.arraycopy(data, 0, marked, 0, at);
      Arrays.fill(marked, at, at + MARKED, (byte) MARK);
      assertThat(Arrays.mismatch(data, marked)).as("first byte that changed").isNegative();
    } else {
      String said = io(order, "qemu-io", "", List.of("-r", "-c", "read -P " + MARK + " 1M 4k"));
      assertThat(said).contains("read 4096/4096").doesNotContain("failed");
    }
  }

  private static String io(ImageOrder order, String program, String command, List<String> more) {
    List<String> line = new ArrayList<>(List.of(program));
    if (!command.isEmpty()) {
      line.add(command);
    }
    if (!order.encrypted()) {
      line.addAll(List.of("-f", order.format().name()));
      line.addAll(more);
      line.add(order.file().toString());
      return Shell.run(line);
    }
    String secret = new String(Operation.KEY.line(), java.nio.charset.StandardCharsets.US_ASCII);
    boolean raw = order.format() == ImageFormat.raw;
    line.addAll(List.of("--object", "secret,id=k,data=" + secret.strip(), "--image-opts"));
    line.addAll(more);
    line.add(
        "driver=%s,%skey-secret=k,file.filename=%s"
            .formatted(raw ? "luks" : "qcow2", raw ? "" : "encrypt.", order.file()));
    return Shell.run(line);
  }
}
