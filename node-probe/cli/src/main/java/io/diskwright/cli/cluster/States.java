package io.diskwright.cli.cluster;

import io.diskwright.api.v1alpha1.ConditionTypes;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How objects stand, in a word. */
final class States {
  private States() {}

  /** The conditions of {@code image}. */
  static List<Condition> conditions(VmDiskImage image) {
    return image.getStatus() == null
        ? List.of()
        : Objects.requireNonNullElse(image.getStatus().conditions(), List.of());
  }

  /** {@code Ready}, or the reason why not. */
  static String of(Terminal terminal, VmDiskImage image) {
    return of(terminal, Conditions.find(conditions(image), ConditionTypes.READY));
  }

  /** The reason of {@code condition} in the colour of its status; {@code Pending} without one. */
  static String of(Terminal terminal, @Nullable Condition condition) {
    if (condition == null) {
      return terminal.styled(Style.Doubtful, "Pending");
    }
    Style style =
        switch (condition.getStatus()) {
          case "True" -> Style.Good;
          case "False" -> Style.Bad;
          default -> Style.Doubtful;
        };
    return terminal.styled(style, condition.getReason());
  }
}
