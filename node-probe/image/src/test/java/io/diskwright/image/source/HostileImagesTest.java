package io.diskwright.image.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.ImageException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every image of the corpus, by its reason. */
class HostileImagesTest {
  private static final Libc LIBC = Libc.system();
  private static final Pattern OPENED = Pattern.compile("open(?:at2?)?\\([^\"]*\"([^\"]*)\"");

  @TempDir Path directory;

  /** What an image is refused for, or "accepted". */
  static String answer(Path file, @Nullable ImageFormat format) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_CLOEXEC;
    try (Fd fd = LIBC.openat(Fd.CWD, file.toString(), flags, 0)) {
      SourceInfo info = SourceInspector.inspect(LIBC, fd, format);
      assertThat(info.virtualBytes()).as(file.toString()).isPositive();
      return Corpus.ACCEPTED;
    } catch (ImageException e) {
      assertThat(e.kind()).as(file + ": " + e).isEqualTo(ImageException.Kind.Refused);
      return Objects.requireNonNull(e.getMessage());
    }
  }

  /** Prints an answer for each image; run as a process of its own to be watched. */
  public static void main(String[] arguments) throws Exception {
    for (String line : Files.readAllLines(Path.of(arguments[0], "expected.tsv"))) {
      String[] f = line.split("\t");
      ImageFormat format = f[1].equals("-") ? null : ImageFormat.valueOf(f[1]);
      System.out.println(answer(Path.of(arguments[0], f[0]), format));
    }
  }

  @Test
  void shouldRefuseEachForItsReasonWhenImagesAreHostile() throws Exception {
    // Given
    List<Corpus.Case> cases = Corpus.make(directory, directory.resolve("canary"));

    // When
    List<String> wrong = new ArrayList<>();
    for (Corpus.Case image : cases) {
      String answer = answer(image.file(), image.format());
      if (!answer.contains(image.reason())) {
        wrong.add(image.file().getFileName() + " is " + answer + " not " + image.reason());
      }
    }

    // Then
    assertThat(wrong).isEmpty();
    assertThat(cases.stream().filter(image -> !image.good()).count()).isGreaterThanOrEqualTo(150);
    for (ImageFormat format : ImageFormat.values()) {
      assertThat(cases).as("a good one").anyMatch(c -> c.good() && c.format() == format);
    }
  }

  @Test
  void shouldOpenNothingButTheImagesWhenTheyNameACanary() throws Exception {
    // Given
    Requires.command("strace");
    Path canary = Files.writeString(directory.resolve("canary"), "secret");
    Path images = Files.createDirectory(directory.resolve("images"));
    List<Corpus.Case> cases = Corpus.make(images, canary);
    assertThat(cases).anyMatch(image -> holds(image.file(), canary.toString()));
    Path trace = directory.resolve("trace");

    // When
    String printed =
        Shell.run(
            "strace",
            "-f",
            "-qq",
            "-e",
            "trace=open,openat,openat2,creat,connect,execve,unlink,unlinkat,rename,renameat,"
                + "renameat2,truncate,ftruncate,pwrite64",
            "-o",
            trace.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HostileImagesTest.class.getName(),
            images.toString());

    // Then
    assertThat(printed.lines().filter(line -> !line.startsWith("WARNING"))).hasSameSizeAs(cases);
    List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
    List<String> inTemp = new ArrayList<>();
    for (String call : calls) {
      var opened = OPENED.matcher(call);
      if (opened.find() && opened.group(1).startsWith(directory.toString())) {
        inTemp.add(opened.group(1));
        assertThat(call).contains("O_RDONLY");
      }
    }
    assertThat(inTemp).hasSizeGreaterThan(cases.size()).allMatch(p -> p.startsWith(images + "/"));
    assertThat(calls).noneMatch(call -> call.contains(canary.toString()));
    assertThat(calls).noneMatch(call -> call.contains("connect(") && call.contains("AF_INET"));
    assertThat(calls.stream().filter(call -> call.contains("execve("))).hasSize(1);
    assertThat(canary).hasContent("secret");
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
