package io.diskwright.image.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diskwright.planner.Costs;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.MeasuredWay;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Sample.Space SPACE = new Sample.Space(1, 2, 3, 4, 5);

  private static Sample sample(double speed, Sample.Space space) {
    return new Sample(speed, speed * 2, speed * 3, speed / 10, 1000 / speed, space);
  }

  private static Sample sample(double speed) {
    return new Sample(speed, speed * 2, speed * 3, speed / 10, 1000 / speed, null);
  }

  @Test
  void shouldTellMediansAndHowFarTheyLieApartWhenRepeatedTwice() {
    // Given
    Rounds rounds = new Rounds();
    rounds.add(0, sample(900, SPACE));
    rounds.add(1, sample(50, SPACE));
    rounds.add(0, sample(1100));
    // When
    MeasuredWay way = rounds.results(Ways.SOME, List.of(0), 512).getFirst();
    // Then
    Costs costs = way.costs();
    assertThat(way.format()).isEqualTo(ImageFormat.raw);
    assertThat(costs.firstWriteIops()).isEqualTo(1000);
    assertThat(costs.overwriteIops()).isEqualTo(2000);
    assertThat(costs.randomReadIops()).isEqualTo(3000);
    assertThat(costs.sequentialWriteMiBps()).isEqualTo(100);
    assertThat(costs.spread()).isCloseTo(0.1, within(1e-9));
    assertThat(costs.sizeBytes()).isEqualTo(512);
    assertThat(costs.createdBytes()).isEqualTo(1);
    assertThat(costs.sequentialAllocatedBytes()).isEqualTo(5);
  }

  @Test
  void shouldAskForSpaceUntilItIsKnown() {
    Rounds rounds = new Rounds();
    assertThat(rounds.lacksSpace(0)).isTrue();
    rounds.add(0, sample(1, SPACE));
    assertThat(rounds.lacksSpace(0)).isFalse();
    assertThat(rounds.lacksSpace(1)).isTrue();
  }

  @Test
  void shouldTakeOutThePaceOfABatchWhenAllOfItWasDisturbed() {
    // Given: two things, five batches, the third of which was at half speed
    int[] things = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
    int[] batches = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4};
    double[] values = {100, 10, 100, 10, 50, 5, 100, 10, 100, 10};
    // When
    double[] left = Polish.paceless(things, batches, values);
    // Then
    for (int i = 0; i < left.length; i++) {
      assertThat(left[i]).isCloseTo(things[i] == 0 ? 100 : 10, within(1e-6));
    }
  }

  @Test
  void shouldKeepWhatOneThingAloneDid() {
    int[] things = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    int[] batches = {0, 0, 0, 1, 1, 1, 2, 2, 2};
    double[] values = {100, 10, 1, 50, 10, 1, 100, 10, 1};
    double[] left = Polish.paceless(things, batches, values);
    assertThat(left[3]).isCloseTo(50, within(1e-6));
    assertThat(left[4]).isCloseTo(10, within(1e-6));
  }
}
