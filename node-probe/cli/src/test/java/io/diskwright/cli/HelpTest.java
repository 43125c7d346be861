package io.diskwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "probe",
        "plan",
        "explain",
        "apply",
        "get",
        "verify",
        "delete",
        "resize",
        "rotate-key",
        "classes",
        "selftest",
        "completion",
        "calibrate",
        "why",
        "top",
        "doctor"
      })
  void shouldGiveExamplesWhenHelpIsAsked(String command) {
    // When
    Run run = Run.of(command, "--help");

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: diskwright " + command, "Examples:", "diskwright ");
    assertThat(Run.of("--help").out()).contains("  " + command + " ");
  }

  @Test
  void shouldSayItsVersion() {
    assertThat(Run.of("--version").out()).startsWith("diskwright ").contains("v1alpha1");
  }

  @Test
  void shouldCompleteEveryCommandWhenTheShellAsks() {
    // When
    String bash = Run.of("completion", "bash").out();

    // Then
    assertThat(bash).contains("complete -F", "--target", "explain", "verify");
    assertThat(Run.of("completion", "zsh").out()).startsWith("autoload").contains("--target");
  }
}
