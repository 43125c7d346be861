package io.diskwright.agent;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.image.ImageException;
import io.diskwright.image.calibration.CalibrationWatch;
import java.nio.file.Path;
import java.time.Duration;

/** Measures what images cost in a directory, and keeps that beside them. */
@FunctionalInterface
interface Calibrating {
  /**
   * Measures.
   *
   * @param device as probed there
   * @param time within which everything is done
   * @return how many ways of making an image were measured
   * @throws ImageException why not, or that it was stopped; nothing is left
   */
  int calibrate(StorageDevice device, Path directory, Duration time, CalibrationWatch watch)
      throws ImageException;
}
