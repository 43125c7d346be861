package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.cli.output.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of classes, from files and from those that ship. */
final class ClassesTest {
  private static final String HEAD = "apiVersion: diskwright.io/v1alpha1\n";
  private static final String OFFICE =
      HEAD
          + "kind: VmDiskClass\nmetadata: {name: office}\nspec:\n"
          + "  defaults: {tradeoffs: {performance: 70}, formats: [qcow2], deletionPolicy: Retain}\n"
          + "  limits: {performance: {max: 80}, formats: [raw, qcow2]}\n";

  @TempDir private Path directory;
  private Path pool;

  @BeforeEach
  void makePool() throws Exception {
    pool = Files.createDirectory(directory.resolve("pool"));
  }

  @Test
  void shouldListWhatShipsAndWhatFilesHold() throws Exception {
    // When
    Run shipped = Run.of("classes");
    Run yaml = Run.of("classes", "-o", "json");
    Run ours = Run.of("classes", "-f", file(OFFICE));

    // Then
    assertThat(shipped.exitCode()).isZero();
    assertThat(shipped.out().lines())
        .hasSize(6)
        .anyMatch(line -> line.matches("balanced +yes +50 +0 +Off .*"))
        .anyMatch(line -> line.matches("secure +50 +0 +Medium +security Medium or more .*"));
    assertThat(Json.mapper().readTree(yaml.out()).path("items")).hasSize(5);
    assertThat(ours.out()).containsPattern("office +70 +performance 0 to 80, formats raw qcow2");
  }

  @Test
  void shouldDecideByTheClassAndSayWhatCameFromIt() throws Exception {
    // When
    Run plan = plan(OFFICE + "---\n" + image("size: 64Mi, className: office"), "-o", "json");

    // Then
    assertThat(plan.err()).isEmpty();
    var image = Json.mapper().readTree(plan.out());
    assertThat(image.path("spec")).hasSize(2);
    var effective = image.path("status").path("effective");
    assertThat(effective.path("className").asText()).isEqualTo("office");
    assertThat(effective.path("tradeoffs").path("performance").asInt()).isEqualTo(70);
    assertThat(effective.path("from").path("class").toString())
        .isEqualTo("[\"tradeoffs.performance\",\"formats\",\"deletionPolicy\"]");
    assertThat(image.path("status").path("decision").path("format").asText()).isEqualTo("qcow2");
  }

  @Test
  void shouldChooseOtherwiseByAnotherClassAndNameItInTheExplanation() throws Exception {
    // Given
    String wanted = image("size: 64Mi, formats: [raw]");

    // When
    Run fast = explain(wanted, "--class", "max-performance");
    Run small = explain(wanted, "--class", "min-storage");

    // Then
    assertThat(fast.out())
        .contains("performance 100", "of class max-performance, which says tradeoffs.performance");
    assertThat(small.out()).contains("performance 0", "Thin raw");
    assertThat(explain(wanted, "--class", "").out()).contains("of no class");
  }

  @Test
  void shouldRefuseWhatTheClassDoesNotAllow() throws Exception {
    // When
    Run run =
        plan(
            OFFICE
                + "---\n"
                + image("size: 64Mi, className: office, tradeoffs: {performance: 100}"));

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("file.yaml:", "spec.tradeoffs.performance", "VmDiskClass office", "write 80");
  }

  @Test
  void shouldNameTheClassesWhenOneIsUnknown() throws Exception {
    // When
    Run named = plan(image("size: 64Mi, className: gold"));
    Run option = plan(image("size: 64Mi"), "--class", "gold");

    // Then
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err())
        .contains("spec.className: there is no VmDiskClass \"gold\"", "balanced, max-performance");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err()).contains("--class: there is no VmDiskClass \"gold\"");
  }

  @Test
  void shouldShowWhatAnotherClassWouldChange() throws Exception {
    // When
    Run other = explain(OFFICE + "---\n" + image("size: 64Mi"), "--what-if", "className=office");
    Run outside =
        explain(
            OFFICE + "---\n" + image("size: 64Mi, className: office"),
            "--what-if",
            "performance=100");

    // Then
    assertThat(other.out()).contains("What if className=office", "qcow2");
    assertThat(outside.out()).contains("not allowed by its class", "write 80");
  }

  @Test
  void shouldChangeNothingWhenTheClassOfAMadeImageChanges() throws Exception {
    // Given
    String wanted = image("size: 64Mi, className: office, formats: [raw]");
    Run made = apply(OFFICE + "---\n" + wanted);
    assertThat(made.err()).isEmpty();
    String before = Run.of("get", "--target", pool.toString(), "-o", "yaml").out();

    // When
    Run again = apply(OFFICE.replace("70", "0").replace("Retain", "Delete") + "---\n" + wanted);

    // Then
    assertThat(again.exitCode()).isZero();
    assertThat(Run.of("get", "--target", pool.toString(), "-o", "yaml").out()).isEqualTo(before);
    assertThat(Run.of("delete", "x", "--target", pool.toString()).out()).contains("file stays");
  }

  @Test
  void shouldWarnWhenNothingIsRedundant() throws Exception {
    // When
    Run warned = plan(image("size: 64Mi, tradeoffs: {redundancy: 100}"));
    Run refused = plan(image("size: 64Mi, requires: [Redundancy]"));

    // Then
    assertThat(warned.exitCode()).isZero();
    assertThat(warned.err()).contains("warning: default/x: RedundancyUnmet: ", "refused instead");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("drop Redundancy from spec.requires");
  }

  @Test
  void shouldSayWhichWishesClashAndTheSmallestChange() throws Exception {
    // When
    Run compressed = plan(image("size: 64Mi, formats: [raw], requires: [Compression]"));
    Run minimum = plan(image("size: 1Gi, minimumPreallocated: 2Gi"));
    Run sealed = plan(image("size: 64Mi, formats: [vmdk], tradeoffs: {security: High}"));

    // Then
    assertThat(compressed.exitCode()).isEqualTo(3);
    assertThat(compressed.err())
        .contains("spec.formats [raw] and spec.requires Compression exclude each other")
        .contains("allow qcow2 in spec.formats, or drop Compression from spec.requires");
    assertThat(minimum.exitCode()).isEqualTo(2);
    assertThat(minimum.err())
        .contains("2Gi is more than spec.size (1Gi); lower it to 1Gi, or raise spec.size to 2Gi");
    assertThat(sealed.exitCode()).isEqualTo(3);
    assertThat(sealed.err())
        .contains("spec.formats [vmdk] and spec.tradeoffs.security High exclude each other");
  }

  private Run plan(String text, String... options) throws Exception {
    return run("plan", text, options);
  }

  private Run explain(String text, String... options) throws Exception {
    return run("explain", text, options);
  }

  private Run apply(String text) throws Exception {
    return run("apply", text);
  }

  private Run run(String command, String text, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command, "-f", file(text)));
    arguments.addAll(List.of("--target", pool.toString()));
    arguments.addAll(List.of(options));
    return Run.of(arguments.toArray(String[]::new));
  }

  private String file(String text) throws Exception {
    return Files.writeString(directory.resolve("file.yaml"), text).toString();
  }

  private static String image(String spec) {
    return HEAD + "kind: VmDiskImage\nmetadata: {name: x}\nspec: {" + spec + "}\n";
  }
}
