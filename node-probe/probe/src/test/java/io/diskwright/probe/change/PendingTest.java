package io.diskwright.probe.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.probe.Whereabouts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PendingTest {
  private static final String SATA = "/devices/pci0/ata1/host0/block/sda";
  private static final String TABLE =
      """
      22 1 254:0 / / rw - ext4 /dev/vda rw
      30 22 8:1 / /a rw - ext4 /dev/sda1 rw
      31 22 9:0 / /b rw - xfs /dev/md0 rw
      """;

  private final Pending pending = new Pending();

  @Test
  void shouldNameThePlacesADeviceIsUnder() {
    watch(at("/a", "8:1", SATA, SATA + "/sda1"), at("/b", "9:0", "/devices/virtual/block/md0"));

    assertThat(heard("change", SATA + "/sda1", "block")).containsExactly("/a");
    assertThat(heard("change", SATA, "block")).containsExactly("/a");
    assertThat(heard("remove", "/devices/pci0/ata1", "ata_port")).containsExactly("/a");
    assertThat(heard("change", "/devices/virtual/block/md0", "block")).containsExactly("/b");
    assertThat(heard("change", "/devices/virtual/block/md01", "block")).isEmpty();
    assertThat(heard("change", SATA + "/sda2", "block")).isEmpty();
    assertThat(heard("add", "/devices/virtual/net/veth1", "net")).isEmpty();
  }

  @Test
  void shouldTakeAnyBlockDeviceForOneOfAPlaceThatIsNotKnownToTheBottom() {
    watch(
        new Watched("/lost", Path.of("/lost"), null),
        new Watched("/a", null, new Whereabouts("/a", "8:1", 2, List.of(), false, false)));

    assertThat(heard("add", "/devices/x/block/sdz", "block"))
        .containsExactlyInAnyOrder("/lost", "/a");
    assertThat(heard("add", "/devices/virtual/net/veth1", "net")).isEmpty();
  }

  @Test
  void shouldNameThePlacesOfADriver() {
    watch(at("/a", "8:1", SATA), at("/b", "9:0", "/devices/virtual/block/md0"));

    pending.driver("md");

    assertThat(take(TABLE).names()).containsExactly("/b");
  }

  @Test
  void shouldNameThePlacesWhoseMountIsAnother() {
    watch(at("/a", "8:1", SATA), at("/b", "9:0", "/devices/virtual/block/md0"));
    assertThat(take(TABLE).isEmpty()).isTrue();

    pending.mounts();
    assertThat(take(TABLE + "99 22 0:9 / /elsewhere rw - tmpfs none rw\n").isEmpty()).isTrue();
    pending.mounts();
    assertThat(take(TABLE.replace("/dev/sda1 rw", "/dev/sda1 ro")).names()).containsExactly("/a");
    pending.mounts();
    assertThat(take(TABLE).names()).as("and back").containsExactly("/a");
  }

  @Test
  void shouldNameAPlaceThatChangedBeforeItWasWatched() {
    watch(at("/a", "8:99", SATA));

    assertThat(take(TABLE).names()).containsExactly("/a");
  }

  @Test
  void shouldSayWhenMessagesWereLostOnce() {
    watch(at("/a", "8:1", SATA));

    pending.everything();

    assertThat(take(TABLE).everything()).isTrue();
    assertThat(pending.isEmpty()).isTrue();
    assertThat(take(TABLE).isEmpty()).isTrue();
  }

  @Test
  void shouldForgetWhatIsNotWatchedAnyMore() {
    watch(at("/a", "8:1", SATA));
    pending.place("/a");

    watch(at("/b", "9:0", "/devices/virtual/block/md0"));

    assertThat(take(TABLE).isEmpty()).isTrue();
  }

  @Test
  void shouldWaitASecondAfterTheFirstOfManyEvents() {
    Debounce debounce = new Debounce(1_000);
    assertThat(debounce.timeoutMillis(0)).isEqualTo(-1);
    for (int now = 10; now < 1_010; now++) {
      debounce.begin(now);
      assertThat(debounce.isOver(now)).isFalse();
    }
    assertThat(debounce.isOver(1_010)).isTrue();
    assertThat(debounce.isOver(5_000)).isFalse();
    debounce.begin(5_000);
    assertThat(debounce.isOver(5_999)).isFalse();
    assertThat(debounce.isOver(6_000)).isTrue();
    assertThat(new Debounce(1_000_000_000).timeoutMillis(5)).isEqualTo(-1);
  }

  private List<String> heard(String action, String path, String subsystem) {
    pending.device(new Uevent(action, path, subsystem, false));
    return List.copyOf(take(TABLE).names());
  }

  private Change take(String table) {
    return pending.take(() -> MountTable.parse(table));
  }

  private void watch(Watched... targets) {
    pending.targets(Arrays.asList(targets), MountTable.parse(TABLE));
  }

  private static Watched at(String path, String superblock, String... devices) {
    return new Watched(
        path, Path.of(path), new Whereabouts(path, superblock, 2, List.of(devices), true, false));
  }
}
