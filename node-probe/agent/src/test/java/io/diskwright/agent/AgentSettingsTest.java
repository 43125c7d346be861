package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AgentSettingsTest {
  @Test
  void shouldTakeTheNodesNameFromThePodsEnvironment() {
    AgentSettings settings = AgentSettings.read(new String[0], Map.of("NODE_NAME", "node-a"));

    assertThat(settings)
        .isEqualTo(
            new AgentSettings(
                "node-a",
                8081,
                2,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Path.of("/var/lib/diskwright-agent")));
  }

  @Test
  void shouldRefuseADirectoryForItsKeyThatDependsOnWhereItStarts() {
    assertThatThrownBy(
            () ->
                AgentSettings.read(
                    new String[] {"--key-directory=keys"}, Map.of("NODE_NAME", "node-a")))
        .hasMessageContaining("--key-directory is 'keys'; it must be an absolute path");
  }

  @Test
  void shouldSayHowToGiveTheNodesName() {
    assertThatThrownBy(() -> AgentSettings.read(new String[0], Map.of()))
        .hasMessageContaining("NODE_NAME")
        .hasMessageContaining("--node-name=NAME");
  }
}
