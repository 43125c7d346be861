package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "orders-db", "a.b-c.0", "0"})
  void shouldAcceptDnsSubdomains(String name) {
    assertThat(Names.validate("metadata.name", name)).isEmpty();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "a/b", "..", ".", "../etc", "a..b", "a\nb", "a\n", "A", "-a", "a-", "a b", "ä", "a_b", "a\0"
      })
  void shouldRefuseWhatCouldBeAnotherPath(String name) {
    assertThat(Names.validate("metadata.name", name))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.field()).isEqualTo("metadata.name");
              assertThat(problem.message()).doesNotContain("\n", "\0");
            });
  }

  @Test
  void shouldBoundLengths() {
    assertThat(Names.validate("metadata.name", "a".repeat(253))).isEmpty();
    assertThat(Names.validate("metadata.name", "a".repeat(300)))
        .hasValueSatisfying(
            problem ->
                assertThat(problem.message()).isEqualTo("has 300 characters; use at most 253"));
    assertThat(Names.validateNamespace("metadata.namespace", "a".repeat(63))).isEmpty();
    assertThat(Names.validateNamespace("metadata.namespace", "a".repeat(64))).isPresent();
    assertThat(Names.validateNamespace("metadata.namespace", "a.b")).isPresent();
  }
}
