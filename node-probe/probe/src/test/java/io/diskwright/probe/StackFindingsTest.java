package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.dm.DmDevice;
import io.diskwright.probe.dm.DmTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What layers give, and what is wrong in them, from what the kernel says of each. */
class StackFindingsTest {
  private static final String TABLE = "aes-xts-plain64 ******** 0 8:0 4096";

  private static Layer disk(String name) {
    return Layer.of(name, LayerTypes.DISK, List.of());
  }

  private static Layer md(Map<String, String> said, Layer... below) {
    ArrayState state = requireNonNull(ArrayState.parse(said::get, List.of()));
    return Layer.of("md0", state.level(), List.of(below)).withArray(state);
  }

  private static Layer dm(String guess, List<DmTarget> targets, Layer... below) {
    DmDevice device = new DmDevice("vg-lv", "", 0, false, false, targets);
    String type = LayerTypes.deviceMapper(device, guess);
    return new Layer(
        "vg-lv",
        type,
        null,
        null,
        List.of(below),
        null,
        null,
        device,
        LayerTypes.claim(guess, type),
        null);
  }

  private static DmTarget target(String type, String status, String table) {
    return new DmTarget(0, 2048, type, status, table);
  }

  private static Stack on(Layer block) {
    return new Stack(Layer.of("ext4", LayerTypes.FILESYSTEM, List.of(block)));
  }

  private static Map<String, String> said(String level, int disks, int degraded, String action) {
    Map<String, String> said = new HashMap<>();
    said.put("level", level);
    said.put("raid_disks", Integer.toString(disks));
    said.put("degraded", Integer.toString(degraded));
    said.put("sync_action", action);
    said.put("sync_completed", "45 / 100");
    said.put("array_state", "clean");
    return said;
  }

  @ParameterizedTest
  @CsvSource({
    "raid1, 2, 0, idle, Present, NoFaults",
    "raid1, 2, 1, idle, Absent, Degraded",
    "raid1, 2, 1, recover, Absent, Resyncing",
    "raid1, 3, 1, idle, Present, Degraded",
    "raid1, 2, 0, resync, Present, Resyncing",
    "raid1, 2, 0, check, Present, NoFaults",
    "raid5, 3, 0, idle, Present, NoFaults",
    "raid5, 3, 1, idle, Absent, Degraded",
    "raid6, 4, 1, idle, Present, Degraded",
    "raid6, 4, 2, idle, Absent, Degraded",
    "raid10, 4, 0, idle, Present, NoFaults",
    "raid10, 4, 1, idle, Absent, Degraded",
  })
  void shouldTellWhatAnArrayStillStands(
      String level, int disks, int degraded, String action, CapabilityState state, String reason) {
    // Given
    List<Layer> members = new ArrayList<>();
    for (int i = degraded; i < disks; i++) {
      members.add(disk("sd" + i));
    }
    Stack stack = on(md(said(level, disks, degraded, action), members.toArray(new Layer[0])));

    // When
    Finding finding = requireNonNull(StackFindings.redundancy(stack));

    // Then
    assertThat(finding.state()).isEqualTo(state);
    assertThat(finding.evidence().result()).contains("md0: " + level + " of " + disks);
    assertThat(finding.value()).isEqualTo(state == CapabilityState.Present ? level : null);
    assertThat(StackHealth.verdict(stack).map(Verdict::reason).orElse("NoFaults"))
        .isEqualTo(reason);
  }

  @Test
  void shouldChangeItsMessageSeldomWhileAnArrayIsRebuilt() {
    Map<String, String> at45 = said("raid1", 2, 1, "recover");
    Map<String, String> at49 = new HashMap<>(at45);
    at49.put("sync_completed", "49 / 100");
    assertThat(StackHealth.verdict(on(md(at45, disk("sda")))))
        .isEqualTo(StackHealth.verdict(on(md(at49, disk("sda")))))
        .get()
        .matches(verdict -> verdict.message().contains("40 % done"));
  }

  @Test
  void shouldNotCallItRedundantWhenBothMembersAreOnOneDisk() {
    Layer one = disk("sda");
    Layer array =
        md(
            said("raid1", 2, 0, "idle"),
            Layer.of("sda1", LayerTypes.PARTITION, List.of(one)),
            Layer.of("sda2", LayerTypes.PARTITION, List.of(one)));
    assertThat(requireNonNull(StackFindings.redundancy(on(array))).state())
        .isEqualTo(CapabilityState.Absent);
  }

  @Test
  void shouldNotBelieveAMarkThatTheKernelRefutes() {
    // Given
    Layer fake = dm(LayerTypes.CRYPT, List.of(target("linear", "", "8:0 0")), disk("sda"));

    // When
    Finding finding = requireNonNull(StackFindings.encryption(on(fake)));

    // Then
    assertThat(finding.state()).isEqualTo(CapabilityState.Absent);
    assertThat(finding.others()).hasSize(1);
    assertThat(finding.others().getFirst().state()).isEqualTo(CapabilityState.Present);
    assertThat(finding.others().getFirst().call()).contains("dm/uuid");
  }

  @ParameterizedTest
  @CsvSource({
    "crypt, " + TABLE + ", Present",
    "crypt, cipher_null-ecb - 0 8:0 4096, Absent",
    "crypt, '', Absent",
  })
  void shouldOnlyCallItEncryptedWhenACipherIsAtWork(
      String type, String table, CapabilityState state) {
    Layer layer = dm(LayerTypes.CRYPT, List.of(target(type, "", table)), disk("sda"));
    assertThat(requireNonNull(StackFindings.encryption(on(layer))).state()).isEqualTo(state);
  }

  @Test
  void shouldNotCallHalfAVolumeEncrypted() {
    Layer half =
        dm(
            LayerTypes.CRYPT,
            List.of(target("crypt", "", TABLE), target("linear", "", "8:0 0")),
            disk("sda"));
    assertThat(half.type()).isEqualTo("dm-crypt+linear");
    assertThat(requireNonNull(StackFindings.encryption(on(half))).state())
        .isEqualTo(CapabilityState.Absent);
  }

  @Test
  void shouldSayThatItMayNotAskWhenTheRightIsMissing() {
    Layer doubted =
        new Layer(
            "vg-lv",
            LayerTypes.RAID,
            null,
            null,
            List.of(disk("sda"), disk("sdb")),
            null,
            null,
            null,
            null,
            "ioctl(DM_TABLE_STATUS): EACCES");
    Finding finding = requireNonNull(StackFindings.redundancy(on(doubted)));
    assertThat(finding.state()).isEqualTo(CapabilityState.Unknown);
    assertThat(finding.evidence().result()).contains("EACCES");
    assertThat(finding.others()).hasSize(1);
  }

  @Test
  void shouldAnswerForVdoByWhatIsOnline() {
    Layer both = dm("dm", List.of(target("vdo", "8:0 normal - online online 1 9", "")), disk("a"));
    assertThat(requireNonNull(StackFindings.deduplication(on(both))).value()).isEqualTo("inline");
    assertThat(requireNonNull(StackFindings.compression(on(both))).value()).isEqualTo("lz4");
    Layer none =
        dm("dm", List.of(target("vdo", "8:0 read-only - offline offline 1 9", "")), disk("a"));
    assertThat(requireNonNull(StackFindings.deduplication(on(none))).state())
        .isEqualTo(CapabilityState.Absent);
    assertThat(StackHealth.verdict(on(none)))
        .get()
        .matches(verdict -> verdict.message().contains("read-only"));
  }

  @ParameterizedTest
  @CsvSource({
    "70, rw, ,",
    "80, rw, 75 % or more of its data,",
    "90, rw, 85 % or more of its data,",
    "99, rw, 95 % or more of its data,",
    "100, out_of_data_space, 95 % or more of its data, is out of data space",
    "10, ro, , is read-only",
  })
  void shouldTellHowFarAPoolIs(
      int used, String mode, @Nullable String filling, @Nullable String full) {
    // Given
    String status =
        "1 20/1024 %d/100 - %s discard_passdown queue_if_no_space - 1024".formatted(used, mode);
    Stack stack = on(dm("dm", List.of(target("thin-pool", status, "8:0 8:1 128 0")), disk("sda")));

    // When
    String healthy = StackHealth.verdict(stack).map(Verdict::message).orElse("");
    String ready = StackHealth.full(stack).orElse("");

    // Then
    assertThat(healthy).contains(filling == null ? "" : filling);
    assertThat(healthy.isEmpty()).isEqualTo(filling == null);
    assertThat(ready).contains(full == null ? "" : full);
    assertThat(ready.isEmpty()).isEqualTo(full == null);
  }

  @Test
  void shouldSayThatPathsAreLost() {
    String line = "2 0 0 0 1 1 A 0 2 0 8:16 A 0 8:32 F 3";
    Stack stack =
        on(dm(LayerTypes.MULTIPATH, List.of(target("multipath", line, "")), disk("a"), disk("b")));
    assertThat(StackHealth.verdict(stack))
        .get()
        .matches(verdict -> verdict.reason().equals("Degraded"))
        .matches(verdict -> verdict.message().contains("1 of 2 paths"));
    assertThat(stack.leaves()).hasSize(1);
  }
}
