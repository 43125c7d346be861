package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, as Prometheus itself sees them. */
final class AlertsIT {
  private static final Path TESTS = Project.path("e2e/src/test/resources/alerts/tests.yaml");
  private static final JsonNode SPEC = Alerts.spec();

  @BeforeAll
  static void findPromtool() {
    Requires.command("promtool");
  }

  @Test
  void shouldFireWhenTheyMustAndOnlyThen(@TempDir Path directory) throws Exception {
    // Given
    Path rules = Files.writeString(directory.resolve("rules.yaml"), SPEC.toString());
    Path tests = Files.copy(TESTS, directory.resolve("tests.yaml"));

    // Then
    assertThat(Shell.run("promtool", "check", "rules", rules.toString()))
        .contains("SUCCESS: " + Alerts.all().size() + " rules found");
    assertThat(Shell.run("promtool", "test", "rules", tests.toString())).contains("SUCCESS");
  }

  @Test
  void shouldBeTestedFiringAndQuiet() {
    List<String> firing = new ArrayList<>();
    List<String> quiet = new ArrayList<>();
    for (JsonNode test : Yaml.first(Shell.read(TESTS)).path("tests")) {
      for (JsonNode one : test.path("alert_rule_test")) {
        (one.path("exp_alerts").isEmpty() ? quiet : firing).add(one.path("alertname").asText());
      }
    }
    List<String> names = Alerts.all().stream().map(a -> a.path("alert").asText()).toList();
    assertThat(names).hasSizeGreaterThanOrEqualTo(8).doesNotHaveDuplicates();
    assertThat(firing).containsAll(names);
    assertThat(quiet).containsAll(names);
  }

  @Test
  void shouldEachHaveItsPageInTheRunbook() {
    String runbook = Shell.read(Project.path("deploy/RUNBOOK.md"));
    for (JsonNode alert : Alerts.all()) {
      String name = alert.path("alert").asText();
      assertThat(alert.at("/annotations/runbook").asText())
          .isEqualTo("deploy/RUNBOOK.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(runbook).containsPattern("(?m)^## " + name + "\n\n.{80,}");
      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
    }
  }
}
