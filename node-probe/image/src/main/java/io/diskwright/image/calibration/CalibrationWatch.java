package io.diskwright.image.calibration;

import io.diskwright.planner.Candidate;
import java.time.Duration;

/** Hears how far a calibration is, and may stop it. */
public interface CalibrationWatch {
  /**
   * Called before each repeat.
   *
   * @param way what is measured now
   * @param done repeats done
   * @param total repeats there will be, as it looks now
   * @param left how long that will take, about
   */
  void at(Candidate way, int done, int total, Duration left);

  /** Asked many times a second, from several threads; all stops within a moment of a yes. */
  boolean isToStop();
}
