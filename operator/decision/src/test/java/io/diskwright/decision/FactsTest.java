package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactsTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 100, 0, 1000",
    "1000, 100, 400, 600",
    "1000, 250, 400, 2100",
    "1000, 50, 0, 500",
    "1000, 100, 1001, 0",
    "-5, 100, 0, 0",
    "9223372036854775807, 10000, 0, 9223372036854775807",
  })
  void shouldTellWhatMayStillBePromised(
      long allocatable, int overcommit, long promised, long promisable) {
    // Given
    StorageDevice device =
        Yaml.read(
                "{kind: StorageDevice, metadata: {name: d}, status: {nodeName: n, target: {directory:"
                    + " /a}, capacity: {allocatableBytes: "
                    + allocatable
                    + "}}}")
            .one(StorageDevice.class);
    StoragePool pool =
        Yaml.read(
                "{kind: StoragePool, metadata: {name: p}, spec: {capacity: {overcommitPercent: "
                    + overcommit
                    + "}}}")
            .one(StoragePool.class);

    // When
    var facts = Facts.of(device, pool, promised);

    // Then
    assertThat(facts.promisableBytes()).isEqualTo(promisable);
    assertThat(facts.notReady()).isEmpty();
  }
}
