package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final Finding CALL = Finding.absent("ioctl(BLKDISCARD)", "EOPNOTSUPP", "cannot");
  private static final Finding SYSFS =
      Finding.present(null, "/sys/block/sda/queue/discard_max_bytes", "4096", "limit").fromSysfs();

  @Test
  void shouldLetTheCallWinWhicheverCameFirst() {
    Findings callFirst = new Findings();
    callFirst.weigh(Capability.Discard, CALL);
    callFirst.weigh(Capability.Discard, SYSFS);
    Findings sysfsFirst = new Findings();
    sysfsFirst.weigh(Capability.Discard, SYSFS);
    sysfsFirst.weigh(Capability.Discard, CALL);

    Finding joined = callFirst.get(Capability.Discard);

    assertThat(joined.state()).isEqualTo(CapabilityState.Absent);
    assertThat(joined.evidence().source()).isEqualTo(EvidenceSource.SystemCall);
    assertThat(joined.others())
        .containsExactly(
            new Observation(
                EvidenceSource.Sysfs,
                "/sys/block/sda/queue/discard_max_bytes",
                "4096",
                CapabilityState.Present,
                "limit"));
    assertThat(sysfsFirst.get(Capability.Discard)).isEqualTo(joined);
  }

  @Test
  void shouldPreferAnAnswerToNone() {
    Finding denied = Finding.unknown("ioctl(BLKDISCARD)", "EPERM", "may not");

    Finding joined = denied.weighedWith(SYSFS);

    assertThat(joined.state()).isEqualTo(CapabilityState.Present);
    assertThat(joined.others()).containsExactly(denied.observation());
  }

  @Test
  void shouldKeepWhatStoodBesideTheLoser() {
    Finding version =
        Finding.of(
            CapabilityState.Absent, null, EvidenceSource.VersionNumber, "uname", "5.4", "old");

    Finding joined = SYSFS.weighedWith(version).weighedWith(CALL);

    assertThat(joined.evidence().call()).isEqualTo(CALL.evidence().call());
    assertThat(joined.others()).containsExactly(SYSFS.observation(), version.observation());
  }

  @Test
  void shouldKeepNoMoreThanTheApiTakes() {
    Finding joined = CALL;
    for (int i = 0; i < 20; i++) {
      joined = joined.alongside(Finding.unknown("call " + i, "EIO", "").observation());
      joined = joined.alongside(Finding.unknown("call " + i, "EIO", "").observation());
    }
    assertThat(joined.others()).hasSize(8).doesNotHaveDuplicates();
    assertThat(CALL.others()).isEmpty();
  }
}
