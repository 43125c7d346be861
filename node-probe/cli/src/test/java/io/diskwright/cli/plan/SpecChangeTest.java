package io.diskwright.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.state.StoredImage;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpecChangeTest {
  private static Optional<Planned.Refused> refusal(String before, String now)
      throws InvalidInputException {
    StoredImage stored = Samples.stored(Samples.yaml("x", before), Path.of("/t"));
    return SpecChange.refusal(Samples.read(Samples.yaml("x", now)).images().getFirst(), stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{size: 1024Mi}",
        "{size: 1Gi, tradeoffs: {performance: Balanced}}",
        "{size: 1Gi, tradeoffs: {performance: 50}}",
        "{size: 1Gi, consumer: QEMU, source: {blank: {}}}",
        "{size: 1Gi, deletionPolicy: Retain}",
        "{size: 2Gi}"
      })
  void shouldKeepTheImageWhenItIsTheSameInOtherWordsOrLarger(String now)
      throws InvalidInputException {
    assertThat(refusal("{size: 1Gi}", now)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{size: 512Mi}|2|never shrinks",
        "{size: 1Gi, formats: [qcow2]}|3|spec.formats changed since",
        "{size: 2Gi, tradeoffs: {performance: 100}}|3|spec.size, spec.tradeoffs changed since",
        "{size: 1Gi, source: {file: {path: /a}}}|3|spec.source changed since",
        "{size: 2Gi, source: {file: {path: /a}}}|3|spec.size, spec.source changed since"
      })
  void shouldRefuseWhenAnotherImageIsWanted(String now, int exitCode, String message)
      throws InvalidInputException {
    assertThat(refusal("{size: 1Gi}", now))
        .hasValueSatisfying(
            refused -> {
              assertThat(refused.exitCode()).isEqualTo(exitCode);
              assertThat(refused.message())
                  .startsWith("standard input:4:")
                  .contains("default/x", message);
            });
  }

  @Test
  void shouldSeeWhenOnlyWordsDiffer() throws InvalidInputException {
    var one = Samples.read(Samples.yaml("x", "{size: 1Gi}")).images().getFirst().object();
    var same = Samples.read(Samples.yaml("x", "{size: 1Gi}")).images().getFirst().object();
    var other = Samples.read(Samples.yaml("x", "{size: 1024Mi}")).images().getFirst().object();

    assertThat(SpecChange.differs(same, one)).isFalse();
    assertThat(SpecChange.differs(other, one)).isTrue();
  }
}
