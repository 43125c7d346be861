package io.diskwright.image.calibration;

import io.diskwright.image.PlaceIdentity;
import io.diskwright.planner.Candidate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure, where, and within which bounds.
 *
 * @param target an existing directory
 * @param place what it must be
 * @param ways what to measure, the most promising first: where time is short the last are left out
 * @param reserveBytes free bytes that are not to be touched
 * @param time within which everything is done
 * @param quick whether each way is measured only briefly
 */
public record CalibrationRequest(
    Path target,
    PlaceIdentity place,
    List<Candidate> ways,
    long reserveBytes,
    Duration time,
    boolean quick) {
  /** Keeps a copy of the list. */
  public CalibrationRequest {
    ways = List.copyOf(ways);
  }

  /** The same within another time. */
  public CalibrationRequest within(Duration other) {
    return new CalibrationRequest(target, place, ways, reserveBytes, other, quick);
  }
}
