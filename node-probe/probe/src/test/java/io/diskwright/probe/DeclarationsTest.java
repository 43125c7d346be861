package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclarationsTest {
  private static final Finding ABSENT = Finding.absent("ioctl(X)", "EOPNOTSUPP", "cannot");
  private static final Finding PRESENT = Finding.present("v", "ioctl(X)", "0", "can");
  private static final Finding UNKNOWN = Finding.unknown("ioctl(X)", "EPERM", "may not");

  private static Finding join(
      Capability capability, CapabilityState declared, Finding probed, boolean memory) {
    DeclaredCapability one =
        new DeclaredCapability(capability, declared, "inline", null, "class gold");
    return new Declarations(List.of(one), memory).join(capability, probed);
  }

  @Test
  void shouldFillInWhatCouldNotBeAsked() {
    Finding joined = join(Capability.DirectIo, CapabilityState.Present, UNKNOWN, false);
    assertThat(joined.state()).isEqualTo(CapabilityState.Present);
    assertThat(joined.value()).isEqualTo("inline");
    assertThat(joined.evidence().source()).isEqualTo(EvidenceSource.ConfigurationFile);
    assertThat(joined.evidence().detail()).contains("class gold", "ioctl(X) = EPERM");
  }

  @Test
  void shouldLetTheCallWinAndNameTheContradiction() {
    Finding joined = join(Capability.Cloning, CapabilityState.Present, ABSENT, false);
    assertThat(joined.state()).isEqualTo(CapabilityState.Absent);
    assertThat(joined.evidence().source()).isEqualTo(EvidenceSource.SystemCall);
    assertThat(joined.evidence().detail())
        .isEqualTo("declared Present by ConfigurationFile, which this refutes; cannot");
    assertThat(join(Capability.Redundancy, CapabilityState.Absent, PRESENT, false).state())
        .isEqualTo(CapabilityState.Present);
  }

  @Test
  void shouldBelieveWhatIsBelowSight() {
    Finding joined = join(Capability.Deduplication, CapabilityState.Present, ABSENT, false);
    assertThat(joined.state()).isEqualTo(CapabilityState.Present);
    assertThat(joined.evidence().detail()).contains("EOPNOTSUPP");
  }

  @Test
  void shouldSeeNoContradictionWhenALayerAddsWhatTheArrayLacks() {
    DeclaredCapability lacks =
        new DeclaredCapability(
            Capability.Encryption, CapabilityState.Absent, null, EvidenceSource.ArrayApi, "gold");

    Finding joined = new Declarations(List.of(lacks), false).join(Capability.Encryption, PRESENT);

    assertThat(joined.state()).isEqualTo(CapabilityState.Present);
    assertThat(joined.evidence().detail()).doesNotContain("refutes");
    assertThat(joined.others())
        .extracting(Observation::state)
        .containsExactly(CapabilityState.Absent);
  }

  @Test
  void shouldNotBelieveThatMemoryIsAnArray() {
    assertThat(join(Capability.Redundancy, CapabilityState.Present, ABSENT, true).state())
        .isEqualTo(CapabilityState.Absent);
  }

  @Test
  void shouldLeaveTheRestAlone() {
    Finding agreed = join(Capability.Cloning, CapabilityState.Present, PRESENT, false);
    assertThat(agreed.evidence().detail()).isEqualTo(PRESENT.evidence().detail());
    assertThat(agreed.others())
        .containsExactly(
            new Observation(
                EvidenceSource.ConfigurationFile,
                "declared",
                "Present (inline)",
                CapabilityState.Present,
                "class gold"));
    assertThat(join(Capability.Cloning, CapabilityState.Unknown, ABSENT, false)).isEqualTo(ABSENT);
    assertThat(new Declarations(List.of(), false).join(Capability.Cloning, ABSENT))
        .isEqualTo(ABSENT);
  }
}
