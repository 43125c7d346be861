package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.decision.Facts;
import io.diskwright.image.ImageException;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.QemuImg;
import io.diskwright.image.calibration.Calibration;
import io.diskwright.image.calibration.CalibrationRequest;
import io.diskwright.image.calibration.CalibrationWatch;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Abilities;
import io.diskwright.planner.WorthMeasuring;
import io.diskwright.probe.measured.MeasurementFile;
import io.diskwright.probe.measured.PlaceMeasured;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;

/** Measures on this machine's disks. */
final class LocalCalibrating implements Calibrating {
  private static final int MOST_WAYS = 20;

  private final Libc libc;
  private final Calibrator calibrator;
  private final QemuImg qemuImg;
  private final Clock clock;

  LocalCalibrating(Libc libc, Calibrator calibrator, QemuImg qemuImg, Clock clock) {
    this.libc = libc;
    this.calibrator = calibrator;
    this.qemuImg = qemuImg;
    this.clock = clock;
  }

  @Override
  public int calibrate(StorageDevice device, Path directory, Duration time, CalibrationWatch watch)
      throws ImageException {
    String qemu = qemuImg.version();
    DeviceCapacity room = device.getStatus().capacity();
    CalibrationRequest request =
        new CalibrationRequest(
            directory,
            PlaceIdentity.of(device.getStatus().identity()),
            WorthMeasuring.on(Facts.of(device, null, 0), Abilities.DEFAULT, MOST_WAYS),
            room.freeBytes() - room.allocatableBytes(),
            time,
            false);
    Calibration found = calibrator.run(request, watch);
    String today = LocalDate.now(clock).toString();
    try {
      MeasurementFile.write(libc, directory, PlaceMeasured.of(device, today, qemu, found.ways()));
    } catch (ErrnoException e) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "What was measured in " + directory + " could not be kept: " + e.getMessage() + ".",
          e);
    }
    return found.ways().size();
  }
}
