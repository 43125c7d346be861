package io.diskwright.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  private static final Path DIRECTORY = Path.of("manifests");

  /** Helm reads no file outside of a chart. */
  private static final Path CHART = Path.of("../deploy/helm/diskwright/crds");

  private static final boolean UPDATE = Boolean.getBoolean("manifests.update");

  @Test
  void shouldBeWhatTheRecordsSay() throws IOException {
    // Given
    SortedMap<String, String> generated = Manifests.generate();

    // When
    if (UPDATE) {
      for (Map.Entry<String, String> manifest : generated.entrySet()) {
        Files.writeString(DIRECTORY.resolve(manifest.getKey()), manifest.getValue());
        Files.writeString(CHART.resolve(manifest.getKey()), manifest.getValue());
      }
    }

    // Then
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(generated.keySet().stream(), Stream.of("kustomization.yaml")).toList());
    }
    try (Stream<Path> files = Files.list(CHART)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(generated.keySet());
    }
    for (Map.Entry<String, String> manifest : generated.entrySet()) {
      assertThat(Files.readString(DIRECTORY.resolve(manifest.getKey())))
          .as("crds/manifests/" + manifest.getKey() + "; its first lines say how to make it anew")
          .isEqualTo(manifest.getValue())
          .isEqualTo(Files.readString(CHART.resolve(manifest.getKey())));
      assertThat(Files.readString(DIRECTORY.resolve("kustomization.yaml")))
          .contains("- " + manifest.getKey() + "\n");
    }
  }

  @Test
  void shouldKeepGitOpsQuiet() throws IOException {
    assertThat(Manifests.generate().values())
        .allSatisfy(
            manifest ->
                assertThat(manifest)
                    .doesNotContain("priority: 0")
                    .doesNotContain("categories: []")
                    .doesNotContainPattern("(?m)^status:"));
  }

  @Test
  void shouldDescribeAndBoundEveryField() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String manifest : Manifests.generate().values()) {
      CustomResourceDefinition crd =
          new KubernetesSerialization().unmarshal(manifest, CustomResourceDefinition.class);
      JSONSchemaProps root =
          crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
      assertThat(root.getDescription()).isNotBlank();
      for (String part : List.of("spec", "status")) {
        if (root.getProperties().containsKey(part)) {
          look(
              crd.getSpec().getNames().getKind() + "." + part,
              Schemas.property(root, part),
              missing);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void shouldFindWhatIsNotDescribedOrBounded() {
    List<String> missing = new ArrayList<>();

    look("Kind.spec", Schemas.string(""), missing);

    assertThat(missing).containsExactly("Kind.spec: description", "Kind.spec: maxLength");
  }

  private static void look(String where, JSONSchemaProps schema, List<String> missing) {
    if (schema.getDescription() == null || schema.getDescription().isBlank()) {
      missing.add(where + ": description");
    }
    lookInside(where, schema, missing);
  }

  private static void lookInside(String where, JSONSchemaProps schema, List<String> missing) {
    if ("string".equals(schema.getType())
        && schema.getMaxLength() == null
        && schema.getEnum().isEmpty()) {
      missing.add(where + ": maxLength");
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach((name, one) -> look(where + "." + name, one, missing));
    }
    if (schema.getItems() != null) {
      if (schema.getMaxItems() == null || schema.getXKubernetesListType() == null) {
        missing.add(where + ": maxItems and list type");
      }
      lookInside(where + "[]", schema.getItems().getSchema(), missing);
    }
    if (schema.getAdditionalProperties() != null) {
      if (schema.getMaxProperties() == null) {
        missing.add(where + ": maxProperties");
      }
      lookInside(where + "{}", schema.getAdditionalProperties().getSchema(), missing);
    }
  }
}
