package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart, without Helm: what of it is made from elsewhere. */
final class ChartTest {
  private static final boolean UPDATE = Boolean.getBoolean("chart.update");
  private static final Path README = ChartTemplates.CHART.resolve("README.md");
  private static final String MARK = "<!-- made from values.yaml and values.schema.json -->\n";
  private static final Set<String> BY_HAND =
      Set.of("_helpers.tpl", "NOTES.txt", "pool.yaml", "dashboard.yaml");

  @Test
  void shouldBeMadeFromTheManifests() throws Exception {
    // Given
    SortedMap<String, String> generated = ChartTemplates.generate();

    // When
    if (UPDATE) {
      for (Map.Entry<String, String> template : generated.entrySet()) {
        Files.writeString(ChartTemplates.CHART.resolve(template.getKey()), template.getValue());
      }
    }

    // Then
    generated.forEach(
        (name, text) -> {
          Path file = ChartTemplates.CHART.resolve(name);
          assertThat(Files.exists(file) ? Shell.read(file) : "(missing)")
              .as("%s; its first lines say how to make it anew", file)
              .isEqualTo(text);
        });
    Set<String> there =
        Project.list(ChartTemplates.CHART.resolve("templates"), "*").stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> !BY_HAND.contains(name))
            .map(name -> "templates/" + name)
            .collect(Collectors.toCollection(TreeSet::new));
    there.add("dashboards/diskwright.json");
    assertThat(there).isEqualTo(generated.keySet());
  }

  @Test
  void shouldTakeEveryManifestThatKustomizeTakes() {
    JsonNode kustomization =
        Yaml.first(Shell.read(Project.path("deploy/kustomize/kustomization.yaml")));
    for (JsonNode resource : kustomization.path("resources")) {
      if (!List.of("../../crds/manifests", "namespace.yaml").contains(resource.asText())) {
        assertThat(ChartTemplates.generate()).containsKey("templates/" + resource.asText());
      }
    }
  }

  @Test
  void shouldDocumentEveryValue() throws Exception {
    // Given
    ChartValues values = new ChartValues();
    String readme = Files.readString(README);
    String text = readme.substring(0, readme.indexOf(MARK)) + MARK + "\n" + values.table();

    // When
    if (UPDATE) {
      Files.writeString(README, text);
    }

    // Then
    assertThat(Files.readString(README))
        .as("%s; run this test with -Dchart.update=true", README)
        .isEqualTo(text);
    assertThat(values.all()).hasSizeGreaterThan(20);
    assertThat(values.all())
        .filteredOn(value -> value.byDefault().isMissingNode())
        .as("values without default")
        .isEmpty();
  }

  @Test
  void shouldHaveTheExamplePoolByDefault() {
    assertThat(Yaml.first(Shell.read(ChartTemplates.CHART.resolve("values.yaml"))).at("/pool/spec"))
        .isEqualTo(Yaml.first(Shell.read(Project.path("deploy/examples/pool.yaml"))).path("spec"));
  }
}
