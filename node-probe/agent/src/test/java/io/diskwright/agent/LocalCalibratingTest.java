package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.image.QemuImg;
import io.diskwright.image.QemuVersion;
import io.diskwright.image.calibration.CalibrationWatch;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Candidate;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a real file system, as the agent does it. */
final class LocalCalibratingTest {
  private static final CalibrationWatch ON =
      new CalibrationWatch() {
        @Override
        public void at(Candidate way, int done, int total, Duration left) {}

        @Override
        public boolean isToStop() {
          return false;
        }
      };

  private static StorageDevice probe(Path directory) throws ProbeException {
    return new DeviceProbe(QemuVersion.system())
        .probe(new ProbeRequest(directory, "node-a", "default", 10, List.of()));
  }

  @Test
  void shouldPublishWhatItMeasured() throws Exception {
    Requires.command("qemu-nbd");
    try (LoopFilesystem filesystem = LoopFilesystem.of("ext4").bytes(1L << 30).make()) {
      // Given
      Path pool = Files.createDirectory(filesystem.directory().resolve("pool"));
      StorageDevice before = probe(pool);
      assertThat(before.getStatus().measurements()).isNull();

      // When
      int ways =
          new LocalCalibrating(
                  Libc.system(), Calibrator.system(), QemuImg.system(), Clock.systemUTC())
              .calibrate(before, pool, Duration.ofSeconds(30), ON);

      // Then
      StorageDevice after = probe(pool);
      assertThat(ways).isPositive();
      assertThat(after.getStatus().measurements()).hasSize(ways + 3); // date, kernel, QEMU
      assertThat(Conditions.isTrue(after.getStatus().conditions(), ConditionTypes.CALIBRATED))
          .isTrue();
    }
  }
}
