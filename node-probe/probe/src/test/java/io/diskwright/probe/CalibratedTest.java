package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Costs;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.MeasuredWay;
import io.diskwright.probe.measured.MeasurementFile;
import io.diskwright.probe.measured.PlaceMeasured;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real probe publishes of measurements. */
class CalibratedTest {
  private static final Costs COSTS = new Costs(512, 10, 20, 30, 40, 0, 50, 60, 70, 80, 9, 0.05);

  @TempDir private Path home;
  private final AtomicInteger asked = new AtomicInteger();

  private StorageDevice probe(String qemu) throws ProbeException {
    return new DeviceProbe(
            () -> {
              asked.incrementAndGet();
              return qemu;
            })
        .probe(new ProbeRequest(home, "node-a", "default", 10, List.of()));
  }

  private static @Nullable Condition condition(StorageDevice device) {
    return Conditions.find(device.getStatus().conditions(), "Calibrated");
  }

  private void measure() throws ProbeException {
    MeasuredWay way = new MeasuredWay(ImageFormat.raw, new TreeMap<>(), COSTS);
    MeasurementFile.write(
        Libc.system(), home, PlaceMeasured.of(probe(""), "2026-05-01", "7.2.22", List.of(way)));
  }

  @Test
  void shouldSayNothingAndAskNobodyWhenNothingWasMeasured() throws ProbeException {
    StorageDevice device = probe("7.2.22");
    assertThat(device.getStatus().measurements()).isNull();
    assertThat(condition(device)).isNull();
    assertThat(asked).hasValue(0);
  }

  @Test
  void shouldPublishWhatWasMeasuredHere() throws ProbeException {
    // Given
    measure();
    // When
    StorageDevice device = probe("7.2.22");
    // Then
    assertThat(device.getStatus().measurements())
        .containsEntry("date", "2026-05-01")
        .containsEntry("qemu", "7.2.22")
        .containsEntry("kernel", device.getStatus().properties().get("kernel"))
        .containsKey("raw");
    assertThat(condition(device))
        .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly(
            "True", "Measured", "1 way was measured on 2026-05-01, and nothing changed since");
  }

  @Test
  void shouldDropItWhenQemuIsAnother() throws ProbeException {
    measure();
    StorageDevice device = probe("9.2.0");
    assertThat(device.getStatus().measurements()).isNull();
    assertThat(condition(device))
        .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
        .containsExactly(
            "False",
            "Expired",
            "1 way was measured on 2026-05-01 with QEMU 7.2.22, which is 9.2.0 now; plans go by the"
                + " costs shipped meanwhile; run diskwright calibrate anew");
  }

  @Test
  void shouldDropItWhenItCannotBeBelieved() throws Exception {
    measure();
    Files.writeString(home.resolve(MeasurementFile.NAME), "raw: very fast\n");
    StorageDevice device = probe("7.2.22");
    assertThat(device.getStatus().measurements()).isNull();
    assertThat(condition(device)).extracting(Condition::getReason).isEqualTo("Invalid");
  }
}
