package io.diskwright.image.calibration;

import io.diskwright.planner.Candidate;
import io.diskwright.planner.MeasuredWay;
import java.util.List;

/**
 * What was measured.
 *
 * @param ways what each costs, in the order they were asked for
 * @param repeats how often each was measured, at least
 * @param imageBytes virtual size of the images
 * @param cache how QEMU went to the file: {@code none} is past the page cache
 * @param aio by which interface of the kernel
 * @param failed what could not be measured, and why
 * @param leftOut what there was no time for
 */
public record Calibration(
    List<MeasuredWay> ways,
    int repeats,
    long imageBytes,
    String cache,
    String aio,
    List<Failed> failed,
    List<Candidate> leftOut) {

  /** A way that could not be measured, and why. */
  public record Failed(Candidate way, String why) {}
}
