package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Asks the command line as a user would, and takes its answers apart. */
final class Conformance {
  private Conformance() {}

  static String image(String name, String... spec) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: VmDiskImage
    metadata: {name: %s}
    spec: {size: 64Mi, %s}
    """
        .formatted(name, String.join(", ", spec));
  }

  static String pool(Path directory, String declared) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: StoragePool
    metadata: {name: declared}
    spec:
      targets: [{directory: {path: %s}}]
      declaredCapabilities: [%s]
    """
        .formatted(directory, declared);
  }

  static String tradeoffs(String... each) {
    return "tradeoffs: {" + String.join(", ", each) + "}";
  }

  static JsonNode probe(Path directory) {
    Run run = Run.of("probe", directory.toString(), "-o", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.json().path("items").get(0).path("status");
  }

  static String name(Path directory) {
    Run run = Run.of("probe", directory.toString(), "-o", "json");
    return run.json().path("items").get(0).path("metadata").path("name").asText();
  }

  static Run plan(String[] targets, String... spec) {
    List<String> arguments = new ArrayList<>(List.of("plan", "-f", "-", "-o", "json"));
    for (String target : targets) {
      arguments.addAll(List.of("--target", target));
    }
    return Run.with(image("x", spec), arguments.toArray(String[]::new));
  }

  static JsonNode planned(Path target, String... spec) {
    return planned(new String[] {target.toString()}, spec);
  }

  static JsonNode planned(String[] targets, String... spec) {
    Run run = plan(targets, spec);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return decision(run.json());
  }

  static String choiceWith(String before, String... spec) {
    Run run = Run.with(before + image("x", spec), "plan", "-f", "-", "-o", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return choice(decision(run.json()));
  }

  /**
   * The status of an image really made, with its decision inside; it goes when the next is made.
   */
  static JsonNode made(LoopFilesystem where, String... spec) {
    String pool = where.directory().resolve("pool").toString();
    Run gone = Run.of("delete", "x", "--target", pool, "--ignore-not-found");
    assertThat(gone.exitCode()).as(gone.err()).isIn(0, 2); // 2: no pool there yet
    Run run = Run.with(image("x", spec), "apply", "-f", "-", "--target", pool, "-o", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.json().path("status");
  }

  static JsonNode decision(JsonNode image) {
    return image.path("status").path("decision");
  }

  static JsonNode of(JsonNode decisionOrStatus) {
    return decisionOrStatus.has("decision") ? decisionOrStatus.path("decision") : decisionOrStatus;
  }

  static String choice(JsonNode it) {
    return policy(it) + " " + format(it);
  }

  static String policy(JsonNode it) {
    return of(it).path("policy").asText();
  }

  static String format(JsonNode it) {
    return of(it).path("format").asText();
  }

  static String device(JsonNode it) {
    return of(it).path("device").asText();
  }

  static List<String> uses(JsonNode decision) {
    return StreamSupport.stream(decision.path("because").spliterator(), false)
        .flatMap(because -> texts(because.path("uses")).stream())
        .toList();
  }

  static Path path(JsonNode status) {
    return Path.of(status.path("allocation").path("path").asText());
  }

  static long blocks(JsonNode status) {
    return Long.parseLong(Shell.run("stat", "-c", "%b", path(status).toString()).strip()) * 512;
  }

  private static JsonNode capability(JsonNode status, String name) {
    return StreamSupport.stream(status.path("capabilities").spliterator(), false)
        .filter(one -> one.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static String state(JsonNode status, String capability) {
    return capability(status, capability).path("state").asText();
  }

  static String value(JsonNode status, String capability) {
    return capability(status, capability).path("value").asText();
  }

  static JsonNode evidence(JsonNode status, String capability) {
    return capability(status, capability).path("evidence");
  }

  static String condition(JsonNode status, String type) {
    return StreamSupport.stream(status.path("conditions").spliterator(), false)
        .filter(one -> one.path("type").asText().equals(type))
        .map(one -> one.path("status").asText())
        .findFirst()
        .orElse("");
  }

  static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
