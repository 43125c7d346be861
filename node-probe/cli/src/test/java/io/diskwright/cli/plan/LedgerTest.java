package io.diskwright.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  @Test
  void shouldLeaveLessForTheNextWhenAnImageIsDecided() {
    // Given
    Ledger ledger =
        new Ledger(
            List.of(
                Samples.device("a", Path.of("/a"), 100), Samples.device("b", Path.of("/b"), 100)));

    // When
    ledger.take(Samples.decision("a", 30, 50));
    ledger.take(Samples.decision("a", 5, 5));

    // Then
    assertThat(ledger.devices().get(0).getStatus().capacity().allocatableBytes()).isEqualTo(65);
    assertThat(ledger.devices().get(1).getStatus().capacity().allocatableBytes()).isEqualTo(100);
    assertThat(ledger.promised()).containsEntry("a", 20L).doesNotContainKey("b");
  }

  @Test
  void shouldNotOverflowWhenMoreIsPromisedThanThereIs() {
    // Given
    Ledger ledger = new Ledger(List.of(Samples.device("a", Path.of("/a"), 10)));

    // When
    ledger.promise("a", Long.MAX_VALUE);
    ledger.promise("a", Long.MAX_VALUE);
    ledger.promise("a", -5);
    ledger.take(Samples.decision("a", 30, 30));

    // Then
    assertThat(ledger.promised()).containsEntry("a", Long.MAX_VALUE);
    assertThat(ledger.devices().getFirst().getStatus().capacity().allocatableBytes()).isZero();
  }
}
