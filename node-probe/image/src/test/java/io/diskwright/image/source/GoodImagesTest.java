package io.diskwright.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.CommandRunner;
import io.diskwright.image.ImageException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of every format and subformat as qemu-img makes them: all are taken. */
class GoodImagesTest {
  private static final Libc LIBC = Libc.system();
  private static final int MIB = 1 << 20;
  private static final long SIZE = 40L * MIB + 512 * 7;

  @TempDir Path directory;
  private Path raw;

  @BeforeEach
  void content() throws Exception {
    Requires.command("qemu-img");
    raw = directory.resolve("raw");
    Random random = new Random(7);
    byte[] noise = new byte[3 * MIB + 4096];
    random.nextBytes(noise);
    try (RandomAccessFile file = new RandomAccessFile(raw.toFile(), "rw")) {
      file.setLength(SIZE);
      file.seek(512);
      file.write(noise);
      file.seek(20 * MIB + 1024);
      file.write("text that can be compressed ".repeat(100_000).getBytes("US-ASCII"));
      file.seek(SIZE - 1024);
      file.write(noise, 0, 1024);
    }
  }

  private static SourceInfo inspect(Path file, @Nullable ImageFormat format) throws Exception {
    try (Fd fd = LIBC.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
      return SourceInspector.inspect(LIBC, fd, format);
    }
  }

  private Path converted(ImageFormat format, String... options) {
    Path image = directory.resolve("image");
    List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw"));
    command.addAll(List.of("-O", format.name()));
    command.addAll(List.of(options));
    command.addAll(List.of(raw.toString(), image.toString()));
    Shell.run(command);
    return image;
  }

  private void taken(Path image, ImageFormat format) throws Exception {
    SourceInfo info = inspect(image, null);
    assertThat(info).isEqualTo(inspect(image, format));
    assertThat(info.format()).isEqualTo(format.name());
    assertThat(info.fileBytes()).isEqualTo(Files.size(image));
    String said = Shell.run("qemu-img", "info", "-f", format.name(), image.toString());
    assertThat(said).contains("(" + info.virtualBytes() + " bytes)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "raw    | ",
        "qcow2  | ",
        "qcow2  | -o compat=0.10",
        "qcow2  | -o cluster_size=512",
        "qcow2  | -o cluster_size=512,compat=0.10 -c",
        "qcow2  | -o cluster_size=4096,refcount_bits=1",
        "qcow2  | -o cluster_size=2097152,refcount_bits=64",
        "qcow2  | -o extended_l2=on",
        "qcow2  | -o extended_l2=on,cluster_size=2097152,lazy_refcounts=on",
        "qcow2  | -c",
        "qcow2  | -c -o cluster_size=2097152",
        "qcow2  | -c -o compression_type=zstd",
        "qcow2  | -c -o compression_type=zstd,cluster_size=2097152",
        "qcow2  | -c -W -m 8 -o cluster_size=4096",
        "qcow2  | -o preallocation=metadata",
        "qcow2  | -o preallocation=falloc",
        "qcow2  | -S 0 -o preallocation=full",
        "qed    | ",
        "qed    | -o cluster_size=4096,table_size=16",
        "qed    | -o cluster_size=262144,table_size=8",
        "vmdk   | ",
        "vmdk   | -o subformat=monolithicSparse,compat6=on",
        "vmdk   | -o subformat=monolithicSparse,zeroed_grain=on",
        "vmdk   | -o subformat=streamOptimized",
        "vdi    | ",
        "vdi    | -o static=on",
        "vhdx   | ",
        "vhdx   | -o subformat=fixed",
        "vhdx   | -o block_size=1048576",
        "vhdx   | -o block_size=268435456,block_state_zero=off",
        "vpc    | ",
        "vpc    | -o force_size=on",
        "vpc    | -o subformat=fixed",
        "vpc    | -o subformat=fixed,force_size=on"
      })
  void shouldTakeItWhenQemuImgMadeIt(ImageFormat format, @Nullable String options)
      throws Exception {
    String[] words = options == null ? new String[0] : options.split(" ");
    Path image = converted(format, words);

    taken(image, format);
    convertsEqual(image, inspect(image, null));
  }

  private void convertsEqual(Path image, SourceInfo info) throws Exception {
    Path back = confined(image, info);
    Shell.run("qemu-img", "compare", "-f", "raw", "-F", "raw", raw.toString(), back.toString());
  }

  /** Made raw again by a qemu-img that is confined. */
  private Path confined(Path image, SourceInfo info) throws Exception {
    Path back = directory.resolve("back");
    Files.deleteIfExists(back);
    Files.createFile(back);
    try (Fd in = LIBC.openat(Fd.CWD, image.toString(), Fcntl.O_RDONLY, 0);
        Fd out = LIBC.openat(Fd.CWD, back.toString(), Fcntl.O_RDWR, 0)) {
      CommandRunner.Result result =
          Sandbox.system()
              .run(
                  List.of(
                      "qemu-img",
                      "convert",
                      "--image-opts",
                      "-O",
                      "raw",
                      Sandbox.imageOptions(info, 0),
                      Sandbox.path(1)),
                  List.of(
                      new Sandbox.Handed(in, Sandbox.Use.ReadOurs),
                      new Sandbox.Handed(out, Sandbox.Use.Write)),
                  Sandbox.Limits.of(info.virtualBytes(), info.virtualBytes()),
                  Duration.ofMinutes(2),
                  () -> true);
      assertThat(result.exitCode()).as(image + ": " + result.errors()).isZero();
    }
    assertThat(back).hasSize(info.virtualBytes());
    return back;
  }

  @Test
  void shouldBeTakenByQemuImgTooWhenAnImageOfTheCorpusIsGood() throws Exception {
    for (Corpus.Case image : Corpus.make(directory, directory.resolve("canary"))) {
      if (image.good()) {
        Path back = confined(image.file(), inspect(image.file(), image.format()));
        assertThat(back).isNotEmptyFile();
      }
    }
  }

  @Test
  void shouldTakeSnapshotsBitmapsAndGrowth() throws Exception {
    // Given
    Path image = converted(ImageFormat.qcow2);
    String file = image.toString();
    Shell.run("qemu-img", "snapshot", "-c", "one", file);
    Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 3 1M 9M", file);
    Shell.run("qemu-img", "snapshot", "-c", "two", file);
    Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 4 2M 3M", "-c", "discard 0 1M", file);
    taken(image, ImageFormat.qcow2);

    // When
    Path grown = converted(ImageFormat.qcow2, "-o", "preallocation=metadata");
    Shell.run("qemu-img", "resize", "-f", "qcow2", "--preallocation=metadata", file, "700M");
    Shell.run("qemu-img", "bitmap", "-f", "qcow2", "--add", file, "backup");
    Shell.run("qemu-img", "bitmap", "-f", "qcow2", "--add", "--disable", file, "full");
    Shell.run("qemu-io", "-f", "qcow2", "-c", "write -P 5 100M 5M", file);

    // Then
    taken(grown, ImageFormat.qcow2);
  }

  /** A guest may write any magic number where its raw disk begins. */
  @Test
  void shouldTakeRawForRawOnlyWhenItIsNamed() throws Exception {
    Path inner = converted(ImageFormat.qcow2);

    assertThat(inspect(inner, ImageFormat.raw))
        .isEqualTo(new SourceInfo("raw", Files.size(inner), Files.size(inner)));
    assertThat(inspect(inner, null).format()).isEqualTo("qcow2");
  }

  @Test
  void shouldHoldToTheSizeOrdered() throws Exception {
    Path image = converted(ImageFormat.qcow2);
    try (Fd fd = LIBC.openat(Fd.CWD, image.toString(), Fcntl.O_RDONLY, 0)) {
      assertThat(SourceInspector.inspect(LIBC, fd, null, SIZE).virtualBytes()).isEqualTo(SIZE);
      assertThatThrownBy(() -> SourceInspector.inspect(LIBC, fd, null, SIZE - 1))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining(SIZE + " bytes large, and " + (SIZE - 1) + " are allowed");
    }
  }
}
