package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command line does with what it cannot use: the code, one message, nothing on disk. */
final class BadInputIT {

  private static final String GOOD = Images.image("good", "size: 32Mi");

  private static final List<String> LAUNCHER_NEEDS =
      List.of("bash", "cat", "cksum", "env", "find", "flock", "readlink", "stat", "uname");

  private final Cli cli = new Cli();
  private final LoopFilesystem filesystem = LoopFilesystem.of("ext4").make();
  private final Path pool = filesystem.directory().resolve("pool");

  @BeforeEach
  void makePool() throws IOException {
    Files.createDirectory(pool);
  }

  @AfterEach
  void unmount() {
    filesystem.close();
  }

  /** A document and what the message must name. */
  static Stream<Arguments> documents() {
    String twice = Images.image("same", "size: 1Mi") + Images.image("same", "size: 2Mi");
    return Stream.of(
        Arguments.of("unknown field", Images.image("x", "size: 1Mi, colour: red"), "spec.colour"),
        Arguments.of("wrong type", Images.image("x", "size: [1Mi]"), "spec.size"),
        Arguments.of(
            "word for a list", Images.image("x", "size: 1Mi, formats: raw"), "spec.formats"),
        Arguments.of("no size", Images.image("x", "planOnly: true"), "spec.size"),
        Arguments.of("size 0", Images.image("x", "size: 0"), "spec.size"),
        Arguments.of("size -1Gi", Images.image("x", "size: -1Gi"), "spec.size"),
        Arguments.of("size 9Ei", Images.image("x", "size: 9Ei"), "spec.size"),
        Arguments.of("size 1.5", Images.image("x", "size: \"1.5\""), "spec.size"),
        Arguments.of("size of words", Images.image("x", "size: a lot"), "spec.size"),
        Arguments.of(
            "performance 101",
            Images.image("x", "size: 1Mi, tradeoffs: {performance: 101}"),
            "spec.tradeoffs.performance"),
        Arguments.of(
            "unknown security",
            Images.image("x", "size: 1Mi, tradeoffs: {security: Extreme}"),
            "spec.tradeoffs.security"),
        Arguments.of(
            "unknown format", Images.image("x", "size: 1Mi, formats: [iso]"), "spec.formats"),
        Arguments.of(
            "source http",
            Images.image("x", "size: 1Mi, source: {http: {url: \"https://a/b\"}}"),
            "spec.source.http"),
        Arguments.of("one name twice", twice, "same"),
        Arguments.of("name with slash", Images.image("a/b", "size: 1Mi"), "metadata.name"),
        Arguments.of("name of dots", Images.image("..", "size: 1Mi"), "metadata.name"),
        Arguments.of("name with newline", Images.image("a\\nb", "size: 1Mi"), "metadata.name"),
        Arguments.of("name too long", Images.image("a".repeat(300), "size: 1Mi"), "metadata.name"),
        Arguments.of("another kind", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n", "Pod"),
        Arguments.of("no document", "", "stdin|standard input"),
        Arguments.of("not YAML", "apiVersion: [", "line 1|:1"),
        Arguments.of("a bomb", bomb(), "alias"));
  }

  private static String bomb() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      text.append("a%d: &a%d [%s".formatted(i, i, before));
      text.append((", " + before).repeat(9)).append("]\n");
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void shouldNameTheFieldWhenADocumentIsWrong(String what, String document, String named)
      throws Exception {
    for (String command : new String[] {"plan", "apply"}) {
      var result = cli.runWithInput(document, command, "-f", "-", "--target", pool.toString());
      result.expectRefusal(2);
      assertThat(result.err()).as(what).containsPattern(named);
    }
    assertNothingWritten();
  }

  @Test
  void shouldMakeNoneWhenOneOfSeveralIsWrong() throws Exception {
    cli.runWithInput(
            GOOD + Images.image("bad", "size: -1"), "apply", "-f", "-", "--target", pool.toString())
        .expectRefusal(2);
    assertNothingWritten();
  }

  @Test
  void shouldRefuseAFileWhenHugeOrBinary(@TempDir Path elsewhere) throws Exception {
    Path huge = elsewhere.resolve("huge.yaml");
    Files.writeString(huge, "# padding\n".repeat(5 << 20));
    Path binary = elsewhere.resolve("binary.yaml");
    byte[] bytes = new byte[1 << 16];
    new Random(1).nextBytes(bytes);
    Files.write(binary, bytes);
    Path missing = elsewhere.resolve("missing.yaml");
    for (Path file : new Path[] {huge, binary, missing, elsewhere}) {
      var result = cli.run("apply", "-f", file.toString(), "--target", pool.toString());
      result.expectRefusal(2);
      assertThat(result.err()).contains(file.toString());
    }
    assertNothingWritten();
  }

  @Test
  void shouldRefuseATargetWhenItIsNoPlace() throws Exception {
    Path file = Files.writeString(filesystem.directory().resolve("file"), "mine");
    Path absent = filesystem.directory().resolve("absent/pool");
    for (Path target : new Path[] {file, absent, Path.of("/dev/zero")}) {
      var result = applyGood(target);
      result.expectRefusal(2);
      assertThat(result.err()).contains(target.toString());
    }
    assertThat(file).hasContent("mine");
    assertThat(absent.getParent()).doesNotExist();
    assertNothingWritten();
  }

  @Test
  void shouldRefuseATargetWhenItCannotBeWritten() throws Exception {
    // Not ours to write: not even root's
    Shell.run("chattr", "+i", pool.toString());
    try {
      applyGood(pool).expectRefusal(3);
    } finally {
      Shell.run("chattr", "-i", pool.toString());
    }
    assertNothingWritten();

    // Read-only
    filesystem.remount("ro");
    applyGood(pool).expectRefusal(3);
    applyGood(filesystem.directory().resolve("new")).expectRefusal(3);
    filesystem.remount("rw");
    assertNothingWritten();
  }

  @Test
  void shouldRefuseWithTheNumbersWhenTheTargetIsFull() throws Exception {
    Shell.run("fallocate", "-l", "440M", filesystem.directory().resolve("ballast").toString());
    var result =
        cli.runWithInput(
            Images.image("big", "size: 256Mi, tradeoffs: {performance: 100}"),
            "apply",
            "-f",
            "-",
            "--target",
            pool.toString());
    result.expectRefusal(3);
    assertThat(result.err())
        .contains("InsufficientCapacity")
        .containsPattern("\\d+(\\.\\d+)? [KMG]?i?B");
    assertNothingWritten();
  }

  @Test
  void shouldSayWhatToInstallWhenQemuImgIsMissingOrFails(@TempDir Path empty) throws Exception {
    // Given a PATH with what the launcher needs but no qemu-img
    Path bin = Files.createDirectory(empty.resolve("bin"));
    for (String program : LAUNCHER_NEEDS) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("/usr/bin", program).toRealPath());
    }
    String qcow2 = Images.image("soft", "size: 32Mi, formats: [qcow2]");
    String raw = Images.image("hard", "size: 32Mi, formats: [raw]");
    Cli without = new Cli().with("PATH", bin.toString());
    String[] apply = {"apply", "-f", "-", "--target", pool.toString()};

    // When, Then
    var result = without.runWithInput(qcow2, apply);
    assertThat(result.code()).isIn(1, 3);
    result.expectRefusal(result.code());
    assertThat(result.err()).contains("qemu-img").contains("qemu-utils");
    assertNothingWritten();

    // Too old
    Path old =
        Files.writeString(bin.resolve("qemu-img"), "#!/bin/sh\necho qemu-img version 2.5.0\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    result = without.runWithInput(qcow2, apply);
    assertThat(result.code()).isIn(1, 3);
    assertThat(result.err()).contains("2.5.0");
    assertNothingWritten();

    // Raw needs none
    without.runWithInput(raw, apply).expect(0);
    assertThat(CommandLineIT.imagesIn(pool)).hasSize(1);
  }

  @Test
  void shouldSayTheUsageWhenAnOptionIsWrong() throws Exception {
    String target = pool.toString();
    for (String[] arguments :
        new String[][] {
          {},
          {"paint"},
          {"apply", "--target", target},
          {"apply", "-f", "-", "--target", target, "--force"},
          {"plan", "-f", "-", "--target", target, "-o", "xml"},
          {"delete", "--target", target},
          {"delete", "--target", target, "default/none"},
        }) {
      cli.run(arguments).expectRefusal(2);
    }
    assertNothingWritten();
  }

  private Cli.Result applyGood(Path target) {
    return cli.runWithInput(GOOD, "apply", "-f", "-", "--target", target.toString());
  }

  private void assertNothingWritten() throws IOException {
    assertThat(CommandLineIT.imagesIn(pool)).isEmpty();
    assertThat(pool.resolve(".diskwright/images")).doesNotExist();
  }
}
