package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.e2e.server.KubeApiServer;
import io.diskwright.e2e.server.ServerTools;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test's own server: what the other tests rely on. */
final class KubeApiServerIT {

  @Test
  void shouldTellIdentitiesApartWhenStarted(@TempDir Path directory) throws Exception {
    // Given
    try (var server = KubeApiServer.start(ServerTools.locate(), directory)) {
      var admin = server.admin();
      var node = new NodeBuilder().withNewMetadata().withName("node-a").endMetadata().build();
      node = admin.resource(node).create();
      var account =
          new ServiceAccountBuilder().withNewMetadata().withName("someone").endMetadata().build();
      admin.serviceAccounts().inNamespace("default").resource(account).create();

      // When
      String token = server.serviceAccountToken("default", "someone", node);

      // Then
      try (var someone = server.client(token)) {
        assertThatThrownBy(() -> someone.nodes().list())
            .isInstanceOf(KubernetesClientException.class)
            .hasMessageContaining("cannot list resource \"nodes\"");
      }
      assertThat(server.audit().requestsOf(":someone"))
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.verb()).isEqualTo("list");
                assertThat(request.resource()).isEqualTo("nodes");
                assertThat(request.code()).isEqualTo(403);
              });
      assertThat(Files.getPosixFilePermissions(server.adminKubeconfig())).hasSize(2);
    }
  }
}
