package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.libc.FaultyLibc;
import io.diskwright.libc.Libc;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol, on a scripted lvm with real block devices. */
class LogicalVolumesTest {
  private static final String UID = "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f";
  private static final String NAME = "dw-" + UID;
  private static final long SIZE = (10L << 20) + 512;
  private static final long ROUNDED = 3 * FakeLvm.EXTENT;

  @TempDir private Path home;
  private FakeLvm lvm;
  private LogicalVolumes volumes;

  @BeforeEach
  void makeAGroup() throws Exception {
    Requires.loopDevices("losetup");
    lvm = new FakeLvm(home).withPool();
    volumes = lvm.volumes(Libc.system());
  }

  @AfterEach
  void removeTheGroup() {
    lvm.close();
  }

  private static VolumeOrder order(VolumeKind kind, long bytes) {
    return new VolumeOrder(UID, place(kind == VolumeKind.thin ? "pool0" : null), bytes, kind);
  }

  private static VolumePlace place(@Nullable String pool) {
    String uuid = pool == null ? FakeLvm.UUID : FakeLvm.UUID + "/" + FakeLvm.POOL_UUID;
    return new VolumePlace("vg0", pool, new PlaceIdentity(uuid, "", ""));
  }

  @ParameterizedTest
  @EnumSource(VolumeKind.class)
  void shouldMakeGrowAndDeleteWhenOfThatKind(VolumeKind kind) throws Exception {
    // When
    Verified made = volumes.make(order(kind, SIZE), Progress.NONE);

    // Then
    FakeLvm.Volume volume = lvm.volume(NAME);
    assertThat(made.path()).isEqualTo(Path.of("/dev/vg0", NAME));
    assertThat(made.virtualBytes()).isEqualTo(ROUNDED);
    assertThat(made.allocatedBytes())
        .isEqualTo(
            switch (kind) {
              case thin -> 0;
              case thick -> ROUNDED;
              case raid1 -> 2 * (ROUNDED + FakeLvm.EXTENT);
            });
    assertThat(volume.tags).containsExactly("diskwright.io/uid=" + UID);
    assertThat(volume.type).isEqualTo(kind.segmentType());
    assertThat(lvm.changes()).containsExactly("lvcreate", "lvrename", "lvchange");
    assertThat(lvm.commands).allSatisfy(c -> assertThat(c).contains("--").contains(Lvm.CONFIG));

    // When
    assertThat(volumes.make(order(kind, SIZE), Progress.NONE)).isEqualTo(made);
    assertThat(volumes.verify(order(kind, SIZE))).isEqualTo(made);
    Verified grown = volumes.grow(order(kind, 2 * ROUNDED), Progress.NONE);

    // Then
    assertThat(lvm.changes()).hasSize(4).endsWith("lvextend");
    assertThat(grown.virtualBytes()).isEqualTo(2 * ROUNDED);
    assertThat(volume.type).isEqualTo(kind.segmentType());

    // When
    volumes.delete(order(kind, SIZE).place(), UID, false);
    volumes.delete(order(kind, SIZE).place(), UID, false);

    // Then
    assertThat(lvm.volumes).containsOnlyKeys("pool0");
    assertThat(home.resolve("locks")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLeaveNothingOrTheImageWhenKilledAtAnyCommand(boolean after) throws Exception {
    for (int step = 1; step <= 3; step++) {
      // Given
      FakeLvm killed = new FakeLvm(home.resolve(step + "" + after));
      killed.killedAt = step;
      killed.killedAfter = after;
      int number = step;
      assertThatThrownBy(
              () ->
                  killed.volumes(Libc.system()).make(order(VolumeKind.thick, SIZE), Progress.NONE))
          .as("step %d", number)
          .isInstanceOf(FakeLvm.Killed.class);
      killed.killedAt = 0;

      // When
      LogicalVolumes next = killed.volumes(Libc.system());
      List<String> swept = next.sweep(place(null));
      Verified made = next.make(order(VolumeKind.thick, SIZE), Progress.NONE);

      // Then
      boolean begun = (step == 1 && after) || (step == 2 && !after);
      assertThat(swept).isEqualTo(begun ? List.of(NAME + ".making") : List.of());
      assertThat(killed.volumes).containsOnlyKeys(NAME);
      assertThat(killed.volume(NAME).tags).containsExactly("diskwright.io/uid=" + UID);
      assertThat(made.virtualBytes()).isEqualTo(ROUNDED);
      killed.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldFinishADeletionWhenKilledAtAnyCommand(boolean after) throws Exception {
    for (int step = 4; step <= 5; step++) {
      FakeLvm killed = new FakeLvm(home.resolve(step + "" + after));
      LogicalVolumes first = killed.volumes(Libc.system());
      first.make(order(VolumeKind.thick, SIZE), Progress.NONE);
      killed.killedAt = step;
      killed.killedAfter = after;
      assertThatThrownBy(() -> first.delete(place(null), UID, true))
          .isInstanceOf(FakeLvm.Killed.class);

      killed.killedAt = 0;
      LogicalVolumes next = killed.volumes(Libc.system());
      boolean renamed = killed.volumes.containsKey(NAME + ".gone");
      assertThat(next.sweep(place(null))).isEqualTo(renamed ? List.of(NAME + ".gone") : List.of());
      next.delete(place(null), UID, true);
      assertThat(killed.volumes).isEmpty();
      killed.close();
    }
  }

  @ParameterizedTest
  @EnumSource(VolumeKind.class)
  void shouldOverwriteTheDataBeforeItsSpaceIsFree(VolumeKind kind) throws Exception {
    // Given
    volumes.make(order(kind, SIZE), Progress.NONE);
    String loop = lvm.volume(NAME).loop;
    try (RandomAccessFile guest = new RandomAccessFile(loop, "rw")) {
      guest.seek(5 << 20);
      guest.write("a secret".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Path disk = lvm.volume(NAME).disk;
    Shell.run("sync", loop);
    assertThat(Shell.run("grep", "-c", "a secret", disk.toString()).strip()).isEqualTo("1");

    // When
    volumes.delete(order(kind, SIZE).place(), UID, true);

    // Then
    assertThat(lvm.volumes).containsOnlyKeys("pool0");
    assertThat(Shell.run("sh", "-c", "grep -c 'a secret' " + disk + " || true").strip())
        .isEqualTo("0");
  }

  @Test
  void shouldTouchNothingThatIsNotOurs() throws Exception {
    // Given
    volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE);
    FakeLvm.Volume other = lvm.volume(NAME);
    other.tags.clear();
    int before = lvm.changes().size();

    // Then
    refused(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE), "not ours");
    refused(() -> volumes.delete(place(null), UID, true), "not ours");
    refused(() -> volumes.grow(order(VolumeKind.thick, 2 * SIZE), Progress.NONE), "not ours");
    assertThat(volumes.verify(order(VolumeKind.thick, SIZE))).isInstanceOf(Drifted.class);
    lvm.volumes.remove(NAME);
    lvm.volumes.put(NAME + ".making", other);
    assertThat(volumes.sweep(place(null))).isEmpty();
    refused(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE), "Rename it");
    assertThat(lvm.changes()).hasSize(before);
  }

  @Test
  void shouldRefuseAnotherGroupOrPool() throws Exception {
    lvm.uuid = "another";
    refused(
        () -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE),
        "another group or pool bears the name now");
    refused(() -> volumes.delete(place(null), UID, false), "another");
    assertThat(drift(volumes.verify(order(VolumeKind.thick, SIZE)))).isEqualTo(DriftKind.Replaced);
    lvm.uuid = FakeLvm.UUID;
    lvm.lock = "sanlock";
    refused(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE), "shared by several");
    lvm.lock = "none";
    lvm.missing = "missing";
    refused(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE), "lacks a physical");
    lvm.volumes.clear();
    refused(() -> volumes.make(order(VolumeKind.thin, SIZE), Progress.NONE), "no thin pool");
    refused(
        () -> volumes.uuid(new VolumePlace("vg1", null, PlaceIdentity.UNKNOWN)),
        "There is no volume group vg1 on this host");
    assertThat(volumes.uuid(place(null))).isEqualTo(FakeLvm.UUID);
    assertThat(lvm.changes()).isEmpty();
  }

  @Test
  void shouldSayHowManyBytesAreMissing() {
    lvm.free = new long[] {2, 1};

    refused(
        () -> volumes.make(order(VolumeKind.raid1, SIZE), Progress.NONE),
        "33554432 bytes are needed (2 copies on different physical volumes), 8388608 are free for"
            + " that, 25165824 are missing");
    refused(
        () -> volumes.make(order(VolumeKind.thick, 4 * FakeLvm.EXTENT), Progress.NONE),
        "4194304 are missing");
    lvm.volume("pool0").data = 100;
    refused(() -> volumes.make(order(VolumeKind.thin, SIZE), Progress.NONE), "thin pool is full");
    assertThat(lvm.changes()).isEmpty();
  }

  @Test
  void shouldLeaveNothingWhenLvmOrTheKernelRefuses() {
    lvm.refused = "lvcreate";
    refused(
        () -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE),
        "insufficient free space. Look with lvs and vgs. Nothing was left.");
    lvm.refused = "lvrename";
    refused(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE), "Nothing was left");
    assertThat(lvm.volumes).containsOnlyKeys("pool0");

    lvm.refused = "";
    FaultyLibc blind = new FaultyLibc().fail("ioctl", 0, io.diskwright.libc.Errno.EIO);
    refused(
        () -> lvm.volumes(blind).make(order(VolumeKind.thick, SIZE), Progress.NONE),
        "Nothing was left");
    refused(
        () -> volumes.make(order(VolumeKind.thick, SIZE), (phase, done, total) -> false),
        "was stopped");
    assertThat(lvm.volumes).containsOnlyKeys("pool0");
  }

  @Test
  void shouldRefuseToGrowShrinkOrDeleteWhatIsInUse() throws Exception {
    volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE);
    lvm.volume(NAME).open = true;

    refused(() -> volumes.grow(order(VolumeKind.thick, 2 * SIZE), Progress.NONE), "in use");
    refused(() -> volumes.delete(place(null), UID, true), "in use");
    lvm.volume(NAME).open = false;
    refused(() -> volumes.grow(order(VolumeKind.thick, 512), Progress.NONE), "never shrinks");
    assertThat(lvm.volume(NAME).extents).isEqualTo(3);
  }

  @Test
  void shouldTellDriftsApart() throws Exception {
    VolumeOrder order = order(VolumeKind.raid1, SIZE);
    assertThat(drift(volumes.verify(order))).isEqualTo(DriftKind.Missing);
    volumes.make(order, Progress.NONE);
    FakeLvm.Volume volume = lvm.volume(NAME);
    volume.health = "partial";
    assertThat(drift(volumes.verify(order))).isEqualTo(DriftKind.Degraded);
    volume.health = "";
    volume.type = "linear";
    assertThat(drift(volumes.verify(order))).isEqualTo(DriftKind.HeaderChanged);
    volume.type = "raid1";
    volume.extents = 4;
    assertThat(drift(volumes.verify(order))).isEqualTo(DriftKind.Grown);
    volume.extents = 3;
    volume.active = false;
    refused(() -> volumes.verify(order), "is not active");
    volume.active = true;
    Files.delete(lvm.devices().resolve("vg0").resolve(NAME));
    Files.createSymbolicLink(lvm.devices().resolve("vg0").resolve(NAME), Path.of("/dev/null"));
    refused(() -> volumes.verify(order), "is not the device of that volume");
  }

  @Test
  void shouldLeaveToOthersWhatTheyWorkOn() throws Exception {
    lvm.killedAt = 2;
    assertThatThrownBy(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE))
        .isInstanceOf(FakeLvm.Killed.class);
    lvm.killedAt = 0;
    try (VolumeLock lock = VolumeLock.take(Libc.system(), home.resolve("locks"), UID)) {
      assertThat(volumes.sweep(place(null))).isEmpty();
      refused(() -> volumes.make(order(VolumeKind.thick, SIZE), Progress.NONE), "Another process");
      refused(() -> volumes.delete(place(null), UID, false), "Another process");
    }
    assertThat(volumes.sweep(place(null))).containsExactly(NAME + ".making");
  }

  private static DriftKind drift(Verification found) {
    return ((Drifted) found).drifts().getFirst().kind();
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable work, String why) {
    assertThatThrownBy(work).isInstanceOf(ImageException.class).hasMessageContaining(why);
  }
}
