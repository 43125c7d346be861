package io.diskwright.agent;

import io.diskwright.api.v1alpha1.CalibrationSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A part of each day, in UTC.
 *
 * @param from its start
 * @param until its end, which is on the next day when it is not after the start
 */
record Window(LocalTime from, LocalTime until) {
  /** The window that {@code spec} names; empty when it is none. */
  static Optional<Window> of(CalibrationSpec spec) {
    try {
      Window window = new Window(LocalTime.parse(spec.from()), LocalTime.parse(spec.until()));
      return window.from.equals(window.until) ? Optional.empty() : Optional.of(window);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** When the window that {@code now} is in ends; empty when it is in none. */
  Optional<Instant> end(Instant now) {
    OffsetDateTime utc = now.atOffset(ZoneOffset.UTC);
    LocalTime time = utc.toLocalTime();
    boolean overnight = !until.isAfter(from);
    boolean before = time.isBefore(until);
    boolean after = !time.isBefore(from);
    if (overnight ? !before && !after : !before || !after) {
      return Optional.empty();
    }
    LocalDate day = utc.toLocalDate().plusDays(overnight && after ? 1 : 0);
    return Optional.of(day.atTime(until).toInstant(ZoneOffset.UTC));
  }
}
