package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes on a real API server, with the operator under its own rights. */
final class ClassesIT {

  @Test
  void shouldAcceptImagesByTheirClasses(@TempDir Path directory) throws Exception {
    try (Cluster cluster = Cluster.start(directory)) {
      // Given
      cluster.kubectl("apply", "-k", Project.path("deploy/classes").toString());
      cluster.startOperator();
      cluster.apply(image("by-default", ""));
      cluster.apply(image("secure", ", className: secure"));
      cluster.apply(image("too-open", ", className: secure, tradeoffs: {security: Low}"));
      cluster.apply(image("of-none", ", className: gold"));

      // Then
      JsonNode byDefault = accepted(cluster, "by-default", "Valid");
      assertThat(effective(byDefault).path("className").asText()).isEqualTo("balanced");
      assertThat(byDefault.path("spec").has("tradeoffs")).isFalse();
      assertThat(byDefault.path("spec").has("consumer")).isFalse();
      JsonNode secure = accepted(cluster, "secure", "Valid");
      assertThat(effective(secure).path("tradeoffs").path("security").asText()).isEqualTo("Medium");
      JsonNode tooOpen = accepted(cluster, "too-open", "ClassLimitExceeded");
      assertThat(Cluster.message(tooOpen, "Accepted"))
          .isEqualTo(
              "spec.tradeoffs.security: Low is less than limits.minimumSecurity of the VmDiskClass"
                  + " secure, which is Medium; write Medium, or leave it out");
      accepted(cluster, "of-none", "UnknownClass");
      isDefault(cluster, "balanced", "Chosen");

      // When
      cluster.apply(
          """
          apiVersion: diskwright.io/v1alpha1
          kind: VmDiskClass
          metadata: {name: gold, annotations: {diskwright.io/is-default-class: "true"}}
          spec: {defaults: {tradeoffs: {performance: 90}}, limits: {maxSize: 2Gi}}
          """);

      // Then
      accepted(cluster, "of-none", "Valid");
      isDefault(cluster, "gold", "Chosen");
      isDefault(cluster, "balanced", "NewerDefault");
      cluster.awaitTrue(
          "an image of no class is of the new default",
          () ->
              effective(accepted(cluster, "by-default", "Valid"))
                  .path("className")
                  .asText()
                  .equals("gold"));
      assertThat(cluster.kubectl("get", "vmclass"))
          .containsPattern("NAME +DEFAULT +PERFORMANCE +REDUNDANCY +SECURITY +MAXSIZE +READY +AGE")
          .containsPattern("gold +True +90 +2Gi +True")
          .containsPattern("balanced +False +50 +0 +Off +True");
      assertThat(
              cluster.kubectl(
                  "auth",
                  "can-i",
                  "list",
                  "vmclass",
                  "--as=anna",
                  "--as-group=system:authenticated"))
          .contains("yes");
    }
  }

  private static JsonNode accepted(Cluster cluster, String name, String reason) {
    return cluster.await(
        "VmDiskImage", "default", name, one -> Cluster.reason(one, "Accepted").equals(reason));
  }

  private static void isDefault(Cluster cluster, String name, String reason) {
    cluster.await("VmDiskClass", null, name, one -> Cluster.reason(one, "Default").equals(reason));
  }

  private static JsonNode effective(JsonNode image) {
    return image.path("status").path("effective");
  }

  private static String image(String name, String more) {
    return """
        apiVersion: diskwright.io/v1alpha1
        kind: VmDiskImage
        metadata: {name: %s, namespace: default}
        spec: {size: 1Gi, planOnly: true%s}
        """
        .formatted(name, more);
  }
}
