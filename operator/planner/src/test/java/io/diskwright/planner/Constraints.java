package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

/** The hard constraints, written down a second time and apart from the planner's own rules. */
final class Constraints {
  private Constraints() {}

  static void assertKept(Outcome.Plan plan, Demand demand, Abilities abilities) {
    Candidate c = plan.chosen();
    DeviceFacts d = c.device();
    boolean luks = c.options().containsKey("encrypt.format");
    boolean qcow2 = c.format() == ImageFormat.qcow2;

    assertThat(d.notReady()).isEmpty();
    assertThat(c.options().containsKey("lv")).isEqualTo(d.target() == TargetKind.VolumeGroup);
    assertThat(demand.placement().node()).isIn("", d.node());
    assertThat(demand.placement().pool()).isIn("", d.pool());
    assertThat(d.labels()).containsAllEntriesOf(demand.placement().labels());
    assertThat(demand.formats()).contains(c.format());
    switch (demand.consumer()) {
      case QEMU -> {}
      case KubeVirt -> assertThat(c.format()).isEqualTo(ImageFormat.raw);
      case VMware -> assertThat(c.format()).isEqualTo(ImageFormat.vmdk);
    }
    assertThat(luks).isIn(false, abilities.luks());
    switch (demand.security()) {
      case Off, Low -> {}
      case Medium -> assertThat(luks || d.has(Capability.Encryption)).isTrue();
      case High -> assertThat(luks).isTrue();
    }
    for (Feature feature : demand.requires()) {
      assertThat(gives(feature, c, d, luks, qcow2)).as(feature.name()).isTrue();
    }
    assertThat(plan.expected().maximumBytes()).isLessThanOrEqualTo(d.promisableBytes());
    assertThat(plan.expected().allocatedBytes()).isLessThanOrEqualTo(d.allocatableBytes());
    assertThat(plan.expected().allocatedBytes())
        .isGreaterThanOrEqualTo(demand.minimumPreallocatedBytes());
    policyFits(c, d);
  }

  private static void policyFits(Candidate c, DeviceFacts d) {
    String preallocation = c.options().get("preallocation");
    switch (c.policy()) {
      case Thin -> assertThat(preallocation).isEqualTo("off");
      case MetadataPreallocated -> {
        assertThat(preallocation).isEqualTo("metadata");
        assertThat(c.format()).isEqualTo(ImageFormat.qcow2);
      }
      case Preallocated -> {
        assertThat(c.format()).isNotIn(ImageFormat.qed, ImageFormat.vmdk);
        if (!"full".equals(preallocation)) {
          assertThat(d.has(Capability.Preallocation)).isTrue();
        }
      }
    }
    if (c.options().containsKey("nocow")) {
      assertThat(d.value(Capability.OverwriteInPlace)).isEqualTo("nocow");
    }
  }

  private static boolean gives(
      Feature feature, Candidate c, DeviceFacts d, boolean luks, boolean qcow2) {
    boolean nocow = "on".equals(c.options().get("nocow"));
    boolean thin = c.policy() == AllocationPolicy.Thin;
    boolean preallocated = c.policy() == AllocationPolicy.Preallocated;
    return switch (feature) {
      case Snapshotting -> qcow2 || d.has(Capability.Snapshotting);
      case Cloning ->
          qcow2
              || c.format() == ImageFormat.qed
              || c.format() == ImageFormat.vmdk
              || d.has(Capability.Cloning);
      case Compression ->
          (qcow2 && thin && !luks) || (d.has(Capability.Compression) && !nocow && !preallocated);
      case Encryption -> luks || d.has(Capability.Encryption);
      case IncrementalBackup -> qcow2;
      case Discard -> d.has(Capability.Discard) && (qcow2 || c.format() == ImageFormat.raw);
      case Redundancy -> d.has(Capability.Redundancy) || "raid1".equals(c.options().get("lv"));
      case Checksumming -> d.has(Capability.Checksumming) && !nocow;
    };
  }
}
