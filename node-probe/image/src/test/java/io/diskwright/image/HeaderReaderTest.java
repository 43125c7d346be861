package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.Header.BrokenException;
import io.diskwright.image.Header.Bytes;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers as qemu-img writes them, and as somebody who means harm does. */
class HeaderReaderTest {
  private static final long SIZE = 5 << 20;

  @TempDir Path directory;

  private byte[] image(ImageFormat format, String... options) throws Exception {
    Requires.command("qemu-img");
    Path file = directory.resolve("image");
    Files.deleteIfExists(file);
    java.util.List<String> command =
        new java.util.ArrayList<>(
            java.util.List.of("qemu-img", "create", "-q", "-f", format.name()));
    command.addAll(java.util.List.of(options));
    command.add(file.toString());
    command.add(Long.toString(SIZE));
    Shell.run(command);
    return Files.readAllBytes(file);
  }

  private static Header read(byte[] image, ImageFormat format) throws BrokenException {
    Bytes bytes =
        (offset, length) -> {
          if (offset < 0 || offset > image.length - (long) length) {
            throw new BrokenException(format, "it ends early");
          }
          return ByteBuffer.wrap(
              java.util.Arrays.copyOfRange(image, (int) offset, (int) offset + length));
        };
    return HeaderReader.read(bytes, image.length, format);
  }

  @ParameterizedTest
  @EnumSource(value = ImageFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "raw")
  void shouldRefuseOtherFormatsAndShortFiles(ImageFormat format) throws Exception {
    byte[] good = format == ImageFormat.vpc ? image(format, "-o", "force_size=on") : image(format);
    assertThat(read(good, format).virtualBytes()).isEqualTo(SIZE);

    assertThatThrownBy(() -> read(new byte[good.length], format))
        .isInstanceOf(BrokenException.class);
    assertThatThrownBy(() -> read(new byte[0], format)).isInstanceOf(BrokenException.class);
    assertThatThrownBy(() -> read(java.util.Arrays.copyOf(good, 40), format))
        .isInstanceOf(BrokenException.class);
  }

  /** Whatever is written over a header, reading it ends with an answer or a BrokenException. */
  @ParameterizedTest
  @EnumSource(value = ImageFormat.class)
  void shouldSurviveAnyDamage(ImageFormat format) throws Exception {
    byte[] good = image(format);
    Random random = new Random(42);
    int broken = 0;
    int reach = format == ImageFormat.vhdx ? good.length : Math.min(good.length, 600);
    for (int i = 0; i < 3000; i++) {
      byte[] bad = good.clone();
      int at = damage(random, reach, format);
      for (int j = 0; j < 1 + random.nextInt(8) && at + j < bad.length; j++) {
        bad[at + j] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(bad, format).virtualBytes()).isNotNegative();
      } catch (BrokenException e) {
        broken++;
      }
    }
    if (format != ImageFormat.raw) {
      assertThat(broken).isPositive();
    }
  }

  private static int damage(Random random, int reach, ImageFormat format) {
    if (format != ImageFormat.vhdx) {
      return random.nextInt(reach);
    }
    // Where VHDX keeps what is read: signature, region table, metadata table.
    int[] places = {0, 192 << 10, 2 << 20, 3 << 20};
    return places[random.nextInt(places.length)] + random.nextInt(300);
  }

  @Test
  void shouldRefuseImagesThatReachForOtherFiles() throws Exception {
    image(ImageFormat.raw);
    Path base = Files.move(directory.resolve("image"), directory.resolve("base"));

    byte[] qcow2 = image(ImageFormat.qcow2, "-b", base.toString(), "-F", "raw");
    assertThatThrownBy(() -> read(qcow2, ImageFormat.qcow2)).hasMessageContaining("backing file");

    byte[] qed = image(ImageFormat.qed, "-b", base.toString(), "-F", "raw");
    assertThatThrownBy(() -> read(qed, ImageFormat.qed)).hasMessageContaining("backing file");

    byte[] data = image(ImageFormat.qcow2, "-o", "data_file=" + directory.resolve("data"));
    assertThatThrownBy(() -> read(data, ImageFormat.qcow2)).hasMessageContaining("data file");
  }

  @Test
  void shouldReadBackTheOptions() throws Exception {
    byte[] qcow2 =
        image(
            ImageFormat.qcow2,
            "-o",
            "cluster_size=131072,extended_l2=on,lazy_refcounts=on,compression_type=zstd");

    assertThat(read(qcow2, ImageFormat.qcow2).options())
        .containsEntry("cluster_size", "131072")
        .containsEntry("extended_l2", "on")
        .containsEntry("lazy_refcounts", "on")
        .containsEntry("compression_type", "zstd");
    assertThat(read(image(ImageFormat.vhdx, "-o", "subformat=fixed"), ImageFormat.vhdx).options())
        .containsEntry("subformat", "fixed");
  }
}
