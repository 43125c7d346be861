package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.planner.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CapabilitiesPageTest {
  private static final Path PAGE = Project.path("node-probe/CAPABILITIES.md");

  @Test
  void shouldBeWhatTheGuideSays() throws IOException {
    // Given
    String text = CapabilitiesPage.text();

    // When
    if (Boolean.getBoolean("pages.update")) {
      Files.writeString(PAGE, text);
    }

    // Then
    assertThat(Files.readString(PAGE))
        .as("%s; its first lines say how to make it anew", PAGE)
        .isEqualTo(text);
  }

  @Test
  void shouldSayEverythingOfEveryCapability() {
    String text = CapabilitiesPage.text();

    for (Capability capability : Capability.values()) {
      assertThat(text).contains("## " + capability + "\n", "| " + capability + " | ✓ |");
    }
    assertThat(text).doesNotContain("null", "|  |");
  }
}
