package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.CONDITIONS;
import static io.diskwright.controller.Fixtures.diskClass;
import static io.diskwright.controller.Fixtures.marked;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskClassStatus;
import io.diskwright.decision.Classes;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ClassStatusTest {
  private final VmDiskClass older = marked(diskClass("older", 10, null), "2026-01-01T00:00:00Z");
  private final VmDiskClass newer = marked(diskClass("newer", 90, null), "2026-01-02T00:00:00Z");
  private final VmDiskClass plain = diskClass("plain", 50, "1Ti");
  private final Classes classes = Classes.of(List.of(older, newer, plain));

  @Test
  void shouldSayWhichDefaultCountsWhenTwoAreMarked() {
    assertThat(found(older, "Default"))
        .satisfies(
            condition -> {
              assertThat(condition.getStatus()).isEqualTo("False");
              assertThat(condition.getReason()).isEqualTo("NewerDefault");
              assertThat(condition.getMessage()).contains("newer is marked", "Remove");
            });
    assertThat(found(newer, "Default").getReason()).isEqualTo("Chosen");
    assertThat(found(plain, "Ready").getReason()).isEqualTo("Valid");
  }

  @Test
  void shouldSayNothingOfTheDefaultWhenTheClassIsNotMarked() {
    // Given
    newer.setStatus(ClassStatus.of(newer, classes, CONDITIONS));
    newer.getMetadata().setAnnotations(Map.of());

    // When
    VmDiskClassStatus status = ClassStatus.of(newer, classes, CONDITIONS);

    // Then
    assertThat(Conditions.find(status.conditions(), "Default")).isNull();
    assertThat(Conditions.isTrue(status.conditions(), "Ready")).isTrue();
  }

  @Test
  void shouldChangeNothingWhenNothingHasChanged() {
    // Given
    older.setStatus(ClassStatus.of(older, classes, CONDITIONS));

    // Then
    assertThat(ClassStatus.of(older, classes, CONDITIONS)).isEqualTo(older.getStatus());
  }

  private Condition found(VmDiskClass one, String type) {
    return Objects.requireNonNull(
        Conditions.find(ClassStatus.of(one, classes, CONDITIONS).conditions(), type));
  }
}
