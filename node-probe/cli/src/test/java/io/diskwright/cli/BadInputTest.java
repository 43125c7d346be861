package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of bad input ends in its exit code, one message that says where, and nothing done. */
final class BadInputTest {
  private static final String HEAD = "apiVersion: diskwright.io/v1alpha1\nkind: VmDiskImage\n";
  private static final String NAMED = HEAD + "metadata: {name: x}\n";

  @TempDir private Path directory;

  static Stream<Arguments> documents() {
    return Stream.of(
        bad(
            "unknown field",
            NAMED + "spec: {size: 1Gi, colour: red}",
            "4:19: spec.colour: unknown"),
        bad(
            "near field",
            NAMED + "spec: {siz: 1Gi}",
            "spec.siz: unknown field; did you mean \"size\"?"),
        bad(
            "field of metadata",
            HEAD + "metadata: {name: x, labls: {}}\nspec: {size: 1Gi}",
            "metadata.labls"),
        bad(
            "text for a number",
            NAMED + "spec: {size: 1Gi, workload: {expectedFill: lots}}",
            "whole number"),
        bad(
            "number for text",
            HEAD + "metadata: {name: 7}\nspec: {size: 1Gi}",
            "metadata.name: must be text"),
        bad(
            "text for a list",
            NAMED + "spec: {size: 1Gi, formats: raw}",
            "spec.formats: must be a list"),
        bad("list for an object", NAMED + "spec: [1]", "spec: must be an object"),
        bad(
            "text for a flag",
            NAMED + "spec: {size: 1Gi, planOnly: maybe}",
            "must be true or false"),
        bad(
            "broken number",
            NAMED + "spec: {size: 1Gi, tradeoffs: {performance: 50.5}}",
            "performance: must be a whole"),
        bad(
            "unknown constant",
            NAMED + "spec: {size: 1Gi, formats: [qcow3]}",
            "did you mean \"qcow2\"?"),
        bad(
            "performance 101",
            NAMED + "spec: {size: 1Gi, tradeoffs: {performance: 101}}",
            "4:44: spec.tradeoffs.performance"),
        bad(
            "unknown name",
            NAMED + "spec: {size: 1Gi, tradeoffs: {performance: Fast}}",
            "spec.tradeoffs.performance"),
        bad("size 0", NAMED + "spec: {size: 0}", "4:14: spec.size: must be more than 0"),
        bad("size -1Gi", NAMED + "spec: {size: -1Gi}", "spec.size"),
        bad("size 9Ei", NAMED + "spec: {size: 9Ei}", "spec.size"),
        bad("size 1.5 bytes", NAMED + "spec: {size: 1.5}", "spec.size"),
        bad("no size", NAMED + "spec: {}", "spec.size: is missing"),
        bad("no spec", NAMED, "spec: is missing"),
        bad("no metadata", HEAD + "spec: {size: 1Gi}", "metadata: is missing"),
        bad("no name", HEAD + "metadata: {}\nspec: {size: 1Gi}", "metadata.name: is missing"),
        bad("name with /", named("a/b"), "3:18: metadata.name: \"a/b\" is not a name"),
        bad("name ..", named(".."), "metadata.name"),
        bad("name with newline", named("a\\nb"), "metadata.name"),
        bad("name of 300", named("a".repeat(300)), "300 characters"),
        bad(
            "bad namespace",
            HEAD + "metadata: {name: x, namespace: ../y}\nspec: {size: 1Gi}",
            "metadata.namespace"),
        bad(
            "source http",
            NAMED + "spec: {size: 1Gi, source: {http: {url: \"https://a/b\"}}}",
            "spec.source.http"),
        bad(
            "other version",
            "apiVersion: v1\nkind: VmDiskImage\nmetadata: {name: x}",
            "1:13: apiVersion"),
        bad(
            "other kind",
            "apiVersion: diskwright.io/v1alpha1\nkind: VmDiskImages",
            "did you mean \"VmDiskImage\"?"),
        bad("no kind", "a: b", "kind: must be one of"),
        bad("not an object", "just text", "must be an object with apiVersion"),
        bad(
            "twice",
            named("x") + "\n---\n" + named("x"),
            "is there twice, first at standard input:3:18"),
        bad(
            "field twice",
            NAMED + "spec:\n  size: 1Gi\n  size: 2Gi",
            "6:3: \"spec.size\" is there twice, first on line 5"),
        bad("broken", "a: [1", "is not YAML or JSON"),
        bad("tabs", "a:\n\tb: 1", "spaces, not tabs"),
        bad("tag", NAMED + "spec: !!java.net.URL {size: 1Gi}", "the tag"),
        bad("empty", "  \n", "is empty"),
        bad("only comments", "# nothing\n", "holds no object"),
        bad("deep", "[".repeat(100_000), "nested deeper"),
        bad("bomb", bomb(), "aliases"),
        bad("alias of itself", "a: &a [*a]", "aliases"),
        bad("NUL", "a: \0", "not UTF-8 text"),
        bad(
            "no image",
            "apiVersion: diskwright.io/v1alpha1\nkind: StoragePool\nmetadata: {name: p}\nspec: {targets: [{directory: {path: /tmp}}]}",
            "holds no VmDiskImage"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void shouldRefuseWhenTheDocumentIsBad(String what, String text, String message)
      throws IOException {
    // When
    Run run = Run.with(text, "apply", "-f", "-", "--target", directory.toString());

    // Then
    assertThat(run.err()).startsWith("error: ").contains(message).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertNothingWritten();
  }

  @Test
  void shouldNameEveryProblemWhenThereAreSeveral() {
    // Given
    String text =
        HEAD
            + "metadata: {name: A}\nspec: {size: 0, colour: red, formats: [x], tradeoffs:"
            + " {performance: 101}}";

    // When
    Run run = Run.with(text, "plan", "-f", "-");

    // Then
    assertThat(run.err())
        .contains("metadata.name", "spec.colour", "spec.formats[0]", "standard input:3:18");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldBoundTheMessageWhenThereAreVeryManyProblems() {
    // Given
    StringBuilder text = new StringBuilder(NAMED + "spec:\n  size: 1Gi\n");
    for (int i = 0; i < 1000; i++) {
      text.append("  field").append(i).append(": 1\n");
    }

    // When
    Run run = Run.with(text.toString(), "plan", "-f", "-");

    // Then
    assertThat(run.err()).contains("and 980 more");
    assertThat(run.err().lines()).hasSizeLessThan(30);
  }

  @Test
  void shouldRefuseWithoutReadingItAllWhenTheFileIsHuge() throws IOException {
    // Given
    Path file = directory.resolve("huge.yaml");
    try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(50L << 30); // reading it would take minutes
    }

    // When
    Run run = Run.of("plan", "-f", file.toString());

    // Then
    assertThat(run.err()).contains(file + ": is larger than 4 MiB");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhenTheFileIsBinary() {
    // Given
    byte[] binary = new byte[1000];
    Arrays.fill(binary, (byte) 0xFF);

    // When
    Run run = Run.with(binary, "plan", "-f", "-");

    // Then
    assertThat(run.err()).contains("not UTF-8 text");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldSayWhichFileWhenOneOfSeveralIsBad() throws IOException {
    // Given
    Path good = directory.resolve("good.yaml");
    Path bad = directory.resolve("bad.yaml");
    Files.writeString(good, named("x"));
    Files.writeString(bad, NAMED + "spec: {siz: 1Gi}", StandardCharsets.UTF_8);

    // When
    Run run = Run.of("plan", "-f", good.toString(), "-f", bad.toString());

    // Then
    assertThat(run.err()).contains(bad + ":4:8: spec.siz").doesNotContain(good + ":3");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhenTheTargetCannotBeOne() throws IOException {
    // Given
    Path file = Files.writeString(directory.resolve("file"), "");
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
    Path lost = directory.resolve("a/b/c");

    // When, Then
    for (Path target : new Path[] {file, link, lost}) {
      Run run = Run.with(named("x"), "apply", "-f", "-", "--target", target.toString());
      assertThat(run.err()).startsWith("error: " + target);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(Run.of("probe", target.toString()).exitCode()).isEqualTo(2);
    }
    assertThat(Run.of("probe", directory.resolve("missing").toString()).exitCode()).isEqualTo(2);
    assertThat(lost).doesNotExist();
  }

  @Test
  void shouldSayHowWhenTheUsageIsWrong() {
    for (String[] args :
        new String[][] {
          {},
          {"plam"},
          {"plan"},
          {"plan", "-f"},
          {"probe"},
          {"plan", "-f", "x", "--nope"},
          {"get", "-o", "xml"},
          {"delete"},
          {"delete", "../x"},
          {"get", "a/b/c"},
          {"resize", "x", "--size", "2Gi"},
          {"rotate-key", "x"},
          {"rotate-key", "x", "--new-key-file", "a", "--generate-new-key", "b"},
          {"calibrate"},
          {"completion", "fish"}
        }) {
      Run run = Run.of(args);
      assertThat(run.exitCode()).as(Arrays.toString(args)).isEqualTo(2);
      assertThat(run.err()).startsWith("error: ").doesNotContain("\tat ");
      assertThat(run.out()).isEmpty();
    }
    assertThat(Run.of("plam").err()).contains("did you mean plan");
  }

  private void assertNothingWritten() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries).isEmpty();
    }
  }

  private static Arguments bad(String what, String text, String message) {
    return Arguments.of(what, text, message);
  }

  private static String named(String name) {
    return HEAD + "metadata: {name: \"" + name + "\"}\nspec: {size: 1Gi}";
  }

  private static String bomb() {
    StringBuilder text = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
      String before = "*" + (char) (c - 1);
      text.append(c).append(": &").append(c).append(" [").append((before + ",").repeat(8));
      text.append(before).append("]\n");
    }
    return text.toString();
  }
}
