package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import org.junit.jupiter.api.Test;

class IoPriorityTest {

  @Test
  void shouldStartProcessesAtTheLowestPriorityWhenLowered() {
    // Given
    Requires.command("ionice");
    assertThat(Shell.run("ionice")).startsWith("none");

    // When
    try (IoPriority lowered = IoPriority.lowest()) {
      // Then
      assertThat(lowered).isNotNull();
      assertThat(Shell.run("ionice").strip()).isEqualTo("best-effort: prio 7");
    }
    assertThat(Shell.run("ionice")).startsWith("none");
  }
}
