package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import java.util.List;

/**
 * What a command ends with.
 *
 * @param images the images it has something to say of, in the order of the input
 * @param failures why there are not more
 */
public record Results(List<VmDiskImage> images, List<Failure> failures) {
  /**
   * What the process exits with: a failure while working weighs most, then drift, then refusals.
   */
  public int exitCode() {
    int worst = 0;
    for (int code : List.of(Failure.INVALID, Failure.REFUSED, Failure.DRIFTED, Failure.FAILED)) {
      if (failures.stream().anyMatch(failure -> failure.exitCode() == code)) {
        worst = code;
      }
    }
    return worst;
  }
}
