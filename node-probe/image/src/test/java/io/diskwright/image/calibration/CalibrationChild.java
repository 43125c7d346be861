package io.diskwright.image.calibration;

import io.diskwright.planner.Candidate;
import java.nio.file.Path;
import java.time.Duration;

/** Measures until it is killed; started by {@link CalibratorTest}. */
final class CalibrationChild {
  private CalibrationChild() {}

  /** The target is the only argument. */
  public static void main(String[] arguments) throws Exception {
    CalibrationRequest request =
        CalibratorTest.request(Path.of(arguments[0]), java.util.List.of(Ways.QCOW2), 60);
    Calibration unused =
        Calibrator.system()
            .run(
                request,
                new CalibrationWatch() {
                  @Override
                  public void at(Candidate way, int done, int total, Duration left) {
                    if (done == 1) {
                      System.out.println("measuring");
                    }
                  }

                  @Override
                  public boolean isToStop() {
                    return false;
                  }
                });
  }
}
