package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.probe.measured.MeasurementFile;
import io.diskwright.probe.measured.PlaceMeasured;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is published of measurements.
 *
 * @param measurements null when there are none, or none that hold
 * @param verdict null when the place was never measured
 */
record Calibrated(@Nullable Map<String, String> measurements, @Nullable Verdict verdict) {
  private static final String ADVICE =
      "; plans go by the costs shipped meanwhile; run diskwright calibrate anew";

  /** What was read, held against what the place is now. */
  static Calibrated of(MeasurementFile.Reading read, Facts facts, Supplier<String> qemu) {
    return switch (read) {
      case MeasurementFile.Reading.None unused -> new Calibrated(null, null);
      case MeasurementFile.Reading.Invalid invalid ->
          new Calibrated(null, Verdict.no(Reasons.Calibrated.Invalid.name(), invalid.message()));
      case MeasurementFile.Reading.Measured measured -> of(measured.place(), facts, qemu.get());
    };
  }

  private static Calibrated of(PlaceMeasured place, Facts facts, String qemu) {
    String filesystem = Objects.requireNonNullElse(facts.identity().filesystemUuid(), "");
    Optional<String> other = place.difference(filesystem, facts.properties(), qemu);
    return other
        .map(
            difference ->
                new Calibrated(
                    null,
                    Verdict.no(
                        Reasons.Calibrated.Expired.name(),
                        measured(place, " " + difference) + ADVICE)))
        .orElseGet(
            () ->
                new Calibrated(
                    place.measurements().published(),
                    Verdict.yes(
                        Reasons.Calibrated.Measured.name(),
                        measured(place, ", and nothing changed since"))));
  }

  private static String measured(PlaceMeasured place, String how) {
    int count = place.measurements().ways().size();
    return count
        + (count == 1 ? " way was" : " ways were")
        + " measured on "
        + Messages.printable(place.measurements().date())
        + how;
  }
}
