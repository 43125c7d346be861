package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.DecisionResult;
import java.util.Optional;

/** What became of one image of the input. */
public sealed interface Planned {
  /** {@code namespace/name}. */
  String name();

  /**
   * It is to be made.
   *
   * @param image as wanted, with its decision in the status
   * @param decision what was decided
   * @param order to carry out; none when the devices are not of this host
   */
  record ToMake(String name, VmDiskImage image, Decision decision, Optional<DiskAllocation> order)
      implements Planned {}

  /**
   * It was made before, and nothing that would make it another was changed since.
   *
   * @param stored as it was
   * @param image as it is wanted now, with the status it has
   * @param changed whether {@code image} says something new, such as a label
   */
  record Made(String name, StoredImage stored, VmDiskImage image, boolean changed)
      implements Planned {}

  /**
   * It is not to be had.
   *
   * @param exitCode what the process exits with
   * @param message why, and what would help
   * @param refusal the refusal with every candidate's reason, when the decision said no
   */
  record Refused(
      String name, int exitCode, String message, Optional<DecisionResult.Refused> refusal)
      implements Planned {}
}
