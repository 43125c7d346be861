package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each reason of the API, by the demand and device that bring it about, and what it says. */
final class RejectionReasonTest {
  private static final Planner PLANNER = new Planner(new Abilities(false));

  static Stream<Arguments> cases() {
    return Stream.of(
        rejected(
            "RequiredFeatureMissing: node-a-00000001 lacks Snapshotting, and raw does not give it",
            Demands.balanced().requires(Feature.Snapshotting),
            Devices.ext4()),
        rejected(
            "RequiredFeatureMissing: IncrementalBackup needs the bitmaps of qcow2; raw has none",
            Demands.balanced().requires(Feature.IncrementalBackup),
            Devices.xfs()),
        rejected(
            "RequiredFeatureMissing: nocow=on switches the checksums of node-a-00000001 off",
            Demands.balanced().requires(Feature.Checksumming).formats(ImageFormat.raw),
            Devices.btrfs()),
        rejected(
            "RequiredFeatureMissing: spec.minimumPreallocated asks for 1 GiB up front",
            Demands.balanced().minimum(Devices.GIB).formats(ImageFormat.raw),
            Devices.ext4()),
        rejected(
            "FormatNotAllowed: spec.formats allows raw only",
            Demands.balanced().formats(ImageFormat.raw),
            Devices.ext4()),
        rejected(
            "ConsumerCannotRead: KubeVirt takes a raw disk.img only, not qcow2",
            Demands.balanced().consumer(Consumer.KubeVirt),
            Devices.ext4()),
        rejected(
            "PolicyUnsupportedByFormat: qemu-img accepts preallocation for qed and ignores it",
            Demands.balanced(),
            Devices.ext4()),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 cannot reserve space without writing it;",
            Demands.balanced(),
            Devices.of("nfs")
                .without(Capability.Preallocation)
                .with(Capability.SharedAccess, "nfs4.1")),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 cannot reserve space without writing it"
                + " (it could not be probed, and counts as lacking)",
            Demands.balanced(),
            Devices.ext4().unknown(Capability.Preallocation)),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 stores equal blocks once",
            Demands.balanced(),
            Devices.ext4().with(Capability.Deduplication, "inline")),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 compresses what is written",
            Demands.balanced(),
            Devices.btrfs().with(Capability.Compression, "zstd")),
        rejected(
            "PolicyUnsupportedByDevice: on node-a-00000001 the holes of a file take space too",
            Demands.balanced(),
            Devices.of("vfat").without(Capability.ThinProvisioning)),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 is a volume group",
            Demands.balanced(),
            Devices.volumeGroup()),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 is no thin pool",
            Demands.balanced(),
            Devices.volumeGroup()),
        rejected(
            "PolicyUnsupportedByDevice: node-a-00000001 has fewer than two physical volumes",
            Demands.balanced().requires(Feature.Redundancy),
            Devices.volumeGroup().property("physicalVolumes", "1")),
        rejected(
            "PolicyUnsupportedByDevice: in the thin pool of node-a-00000001 every volume is thin",
            Demands.balanced(),
            Devices.thinPool()),
        rejected(
            "InsufficientCapacity: its two copies take 20.0 GiB on different disks and"
                + " node-a-00000001 has 8 GiB for that",
            Demands.balanced().requires(Feature.Redundancy),
            Devices.volumeGroup().property("mirrorableBytes", "" + 8 * Devices.GIB)),
        rejected(
            "EncryptionUnsupported: security Medium asks for encryption at rest, and"
                + " node-a-00000001 lacks Encryption; encrypted images are not made here",
            Demands.balanced().security(SecurityLevel.Medium),
            Devices.ext4()),
        rejected(
            "RedundancyUnmet: nothing below node-a-00000001 survives the loss of a disk",
            Demands.balanced().requires(Feature.Redundancy),
            Devices.ext4()),
        rejected(
            "InsufficientCapacity: it may grow to 10 GiB and node-a-00000001 has 1 GiB left to"
                + " promise: 9,663,676,416 bytes (9 GiB) are missing",
            Demands.balanced(),
            Devices.ext4().room(Devices.GIB)),
        rejected(
            "InsufficientCapacity: it takes 10 GiB at once and node-a-00000001 has 1 GiB to"
                + " allocate",
            Demands.balanced(),
            Devices.ext4().room(Devices.GIB, 50 * Devices.GIB)),
        rejected(
            "SizeLimit: vpc holds at most 2.0 TiB",
            Demands.balanced().size(3L << 40).formats(ImageFormat.vpc),
            Devices.xfs().room(1L << 50)),
        rejected(
            "SizeLimit: a file of ext4 on node-a-00000001 holds at most 16.0 TiB",
            Demands.balanced().size(17L << 40),
            Devices.ext4().room(1L << 50)),
        rejected(
            "SizeLimit: a file of ext4 on node-a-00000001 holds at most 4.0 TiB",
            Demands.balanced().size(5L << 40),
            Devices.ext4().property(Properties.BLOCK_SIZE, "1024").room(1L << 50)),
        rejected(
            "DeviceNotReady: node-a-00000001 cannot take images now: read-only",
            Demands.balanced(),
            Devices.ext4().notReady("read-only")),
        rejected(
            "PlacementMismatch: node-a-00000001 is on node node-a, not node-b",
            Demands.balanced().on("node-b"),
            Devices.ext4()),
        rejected(
            "PlacementMismatch: node-a-00000001 is in pool default, not gold",
            Demands.balanced().in("gold"),
            Devices.ext4()),
        rejected(
            "PlacementMismatch: node-a-00000001 does not carry all of the labels {tier=gold}",
            Demands.balanced().labelled("tier", "gold"),
            Devices.ext4()),
        rejected("LowerScore: ", Demands.balanced(), Devices.ext4()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldNameTheReason(String expected, Demand demand, DeviceFacts device) {
    Outcome outcome = PLANNER.plan(demand, List.of(device));

    assertThat(outcome.rejected())
        .anySatisfy(r -> assertThat(r.reason() + ": " + r.message()).startsWith(expected));
  }

  private static Arguments rejected(String expected, Demands demand, Devices device) {
    return Arguments.of(expected, demand.make(), device.make());
  }
}
