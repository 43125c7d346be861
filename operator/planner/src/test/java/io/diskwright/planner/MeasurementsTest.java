package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was measured on a device itself. */
final class MeasurementsTest {
  private static final Costs SLOW =
      new Costs(1 << 29, 100, 200, 300, 10, 4096, 1 << 25, 1 << 25, 1 << 26, 1 << 26, 3, 0.05);
  private static final MeasuredWay RAW =
      new MeasuredWay(ImageFormat.raw, Options.of(Options.PREALLOCATION, "off"), SLOW);
  private static final MeasuredWay QCOW2 =
      new MeasuredWay(
          ImageFormat.qcow2, Options.of(Options.PREALLOCATION, "metadata"), SLOW.timesSpeed(50));
  private static final DeviceFacts PLAIN = Devices.ext4().make();

  @Test
  void shouldReadWhatItPublished() {
    Measurements told = new Measurements("2026-05-01", "6.12.1", "7.2.22", List.of(QCOW2, RAW));

    assertThat(told.published())
        .containsEntry("kernel", "6.12.1")
        .containsEntry(
            "raw",
            "536870912 100 200 300 10.000 4096 33554432 33554432 67108864 67108864 3.000 0.050")
        .containsKey("qcow2 preallocation=metadata");
    assertThat(Measurements.of(told.published())).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "raw9|1 1 1 1 1 1 1 1 1 1 1 1|'raw9': unknown format 'raw9'",
        "raw|1 1 1|'raw': has 3 values instead of 12",
        "raw|NaN 1 1 1 1 1 1 1 1 1 1 1|'raw': sizeBytes: 'NaN' is not finite",
        "raw|9 0 1 1 1 1 1 1 1 1 1 1|'raw': firstWriteIops: 0 must be above zero",
        "raw x|1 1 1 1 1 1 1 1 1 1 1 1|'raw x': option 'x' is not of the form",
        "raw preallocation=off|9 1 1 1 1 1 1 1 1 1 1 1|'raw preallocation=off': is there twice"
      })
  void shouldNameTheEntryThatIsWrong(String name, String value, String message) {
    Map<String, String> published = new TreeMap<>();
    published.put("raw", "9 1 1 1 1 1 1 1 1 1 1 1");
    published.put(name, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Measurements.of(published))
        .withMessageContaining("measurements: " + message);
  }

  @Test
  void shouldChooseByWhatWasMeasuredOnTheDevice() {
    Demand demand = Demands.fastest().make();
    Planner planner = new Planner();
    Outcome.Plan before = (Outcome.Plan) planner.plan(demand, List.of(PLAIN));
    Outcome.Plan after = (Outcome.Plan) planner.plan(demand, List.of(measured(RAW, QCOW2)));

    assertThat(before.expected().confidence()).isEqualTo(Confidence.Shipped);
    assertThat(after.expected().confidence()).isEqualTo(Confidence.Calibrated);
    assertThat(after.expected().performance()).isLessThan(before.expected().performance());
    assertThat(after.because())
        .extracting(Outcome.Because::message)
        .contains("costs were measured on this very device");
  }

  @Test
  void shouldTakeWhatWasNotMeasuredForAsSlowAsTheRestOfTheDevice() {
    DeviceCosts shipped = ShippedCosts.load().costsOf(PLAIN);
    double usual = shipped.of(shape("off")).firstWriteIops();

    Costs known = ShippedCosts.load().costsOf(measured(RAW)).of(shape("falloc"));

    Costs there = shipped.of(shape("falloc"));
    assertThat(known.firstWriteIops())
        .isCloseTo(0.8 * there.firstWriteIops() * 100 / usual, within(0.01));
    assertThat(known.createdBytes()).isEqualTo(there.createdBytes());
  }

  @Test
  void shouldGoByWhatIsShippedWhenTheMeasurementsCannotBeRead() {
    DeviceFacts broken = with(Map.of("raw", "all is well"));

    assertThat(ShippedCosts.load().costsOf(broken).confidence()).isEqualTo(Confidence.Shipped);
  }

  @Test
  void shouldFindTheUsualWaysWorthMeasuring() {
    DeviceFacts full = Devices.ext4().notReady("full").room(0).make();
    List<Candidate> worth = WorthMeasuring.on(full, Abilities.DEFAULT, 12);

    assertThat(worth).hasSize(12);
    assertThat(worth.stream().map(c -> c.format() + " " + c.options().get("preallocation")))
        .contains("raw off", "raw falloc", "qcow2 metadata");
    assertThat(worth).extracting(Candidate::format).doesNotContain(ImageFormat.vmdk);
  }

  private static Shape shape(String preallocation) {
    return Shapes.of(PLAIN, Abilities.DEFAULT).stream()
        .filter(s -> s.format() == ImageFormat.raw)
        .filter(s -> s.option(Options.PREALLOCATION).equals(preallocation))
        .findFirst()
        .orElseThrow();
  }

  private static DeviceFacts measured(MeasuredWay... ways) {
    return with(new Measurements("2026-05-01", "6.12.1", "7.2.22", List.of(ways)).published());
  }

  private static DeviceFacts with(Map<String, String> measurements) {
    return Devices.ext4().measured(measurements).make();
  }
}
