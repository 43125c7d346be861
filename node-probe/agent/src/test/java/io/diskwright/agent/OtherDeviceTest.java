package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.image.Allocator;
import io.diskwright.image.Grower;
import io.diskwright.image.Verifier;
import io.diskwright.image.content.Contents;
import io.diskwright.libc.MarkerFile;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.Locator;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real disks that are swapped, copied, unmounted and covered under the agent's hands. */
final class OtherDeviceTest {
  @TempDir Path home;
  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final Fakes.RememberingApi api = new Fakes.RememberingApi();
  private final Deque<Path> mounted = new ArrayDeque<>();
  private DevicePublisher agent = newAgent();
  private LoopFilesystem disk;
  private Place place;
  private StorageDevice before;

  @BeforeEach
  void publish() {
    disk = LoopFilesystem.of("ext4").bytes(64 << 20).make();
    place = place(disk.directory());
    agent.publishAll(List.of(place));
    before = api.devices.values().iterator().next();
    assertThat(ready(before).getStatus()).as("%s", ready(before)).isEqualTo("True");
    assertThat(before.getStatus().identity().marker()).isNotNull();
  }

  @AfterEach
  void release() {
    mounted.forEach(point -> Shell.run("umount", point.toString()));
    disk.close();
  }

  @Test
  void shouldKnowItsDeviceAgainAfterARestart() {
    api.writes.clear();

    restart();
    agent.publishAll(List.of(place));

    assertThat(api.writes).isEmpty();
  }

  @Test
  void shouldRefuseTheDirectoryUnderAMountPointUntilItIsMountedAgain() throws Exception {
    Shell.run("umount", disk.directory().toString());
    api.writes.clear();
    restart();

    agent.publishAll(List.of(place));

    assertNotReady(
        "NotMounted",
        Objects.requireNonNull(before.getStatus().identity().filesystemUuid()),
        "nothing is");
    assertThat(Files.list(disk.directory())).as("nothing was written there").isEmpty();

    mountImage(disk.image(), disk.directory());
    agent.publishAll(List.of(place));

    assertThat(api.devices).containsOnlyKeys(before.getMetadata().getName());
    assertThat(ready(device()).getStatus()).isEqualTo("True");
    assertThat(api.writes).hasSize(2);
  }

  @Test
  void shouldMakeNoPoolInTheDirectoryUnderAMountPoint() throws Exception {
    Place below = place(disk.directory().resolve("pool"));
    agent.publishAll(List.of(below));
    Shell.run("umount", disk.directory().toString());

    agent.publishAll(List.of(below));

    assertNotReady("NotMounted");
    assertThat(Files.list(disk.directory())).isEmpty();
    mountImage(disk.image(), disk.directory());
  }

  @Test
  void shouldRefuseAnotherFileSystemAndTakeItWhenTheOldDeviceIsDeleted() {
    mount("tmpfs", "none", disk.directory());
    String name = before.getMetadata().getName();

    agent.publishAll(List.of(place));

    assertNotReady("DeviceReplaced", "delete the StorageDevice " + name);
    assertThat(disk.directory().resolve(MarkerFile.NAME)).doesNotExist();

    agent.observe(name, null);
    api.devices.clear();
    agent.publishAll(List.of(place));

    assertThat(ready(device()).getStatus()).isEqualTo("True");
    assertThat(device().getMetadata().getName()).isNotEqualTo(name);
    assertThat(device().getStatus().identity().marker())
        .isNotNull()
        .isNotEqualTo(before.getStatus().identity().marker());
  }

  @Test
  void shouldRefuseTwoDisksThatWereSwapped() {
    try (LoopFilesystem other = LoopFilesystem.of("ext4").bytes(64 << 20).make()) {
      List<Place> both = List.of(place, place(other.directory()));
      agent.publishAll(both);
      swap(disk.directory(), other.image(), other.directory(), disk.image());

      agent.publishAll(both);

      assertThat(api.devices.values())
          .hasSize(2)
          .allSatisfy(d -> assertThat(ready(d).getReason()).isEqualTo("DeviceReplaced"));
      assertThat(agent.refusal(disk.directory())).isPresent();

      swap(disk.directory(), disk.image(), other.directory(), other.image());
      agent.publishAll(both);

      assertThat(api.devices.values())
          .hasSize(2)
          .allSatisfy(d -> assertThat(ready(d).getStatus()).isEqualTo("True"));
      assertThat(agent.refusal(disk.directory())).isEmpty();
    }
  }

  @Test
  void shouldUseNeitherOfTwoCopies() throws Exception {
    Path copy = Files.createDirectory(home.resolve("copy"));
    Shell.run("sync", "-f", disk.directory().toString());
    Path image = home.resolve("image");
    Files.copy(disk.image(), image, StandardCopyOption.REPLACE_EXISTING);
    mount("ext4", image.toString(), copy, "loop");

    agent.publishAll(List.of(place, place(copy)));

    assertThat(api.devices).hasSize(2);
    assertThat(api.devices.values())
        .allSatisfy(
            d -> {
              assertThat(ready(d).getReason()).isEqualTo("DuplicateIdentity");
              assertThat(ready(d).getMessage())
                  .contains(disk.directory().toString(), copy.toString(), "nothing tells which");
            });

    Shell.run("umount", mounted.pop().toString());
    agent.publishAll(List.of(place));

    assertThat(ready(device()).getStatus()).isEqualTo("True");
    assertThat(api.devices).containsOnlyKeys(before.getMetadata().getName());
  }

  @Test
  void shouldUseNoneOfTwoPathsToOneDirectory() throws Exception {
    Path second = Files.createDirectory(home.resolve("second"));
    Shell.run("mount", "--bind", disk.directory().toString(), second.toString());
    mounted.push(second);

    agent.publishAll(List.of(place, place(second)));

    assertThat(api.devices.values())
        .hasSize(2)
        .allSatisfy(
            d -> assertThat(ready(d).getMessage()).contains("one directory under several paths"));
  }

  @Test
  void shouldRefuseANodeThatWasSetUpAnew() {
    StorageDevice published = before;
    DeviceIdentity identity = published.getStatus().identity();
    published.setStatus(
        published
            .getStatus()
            .with(
                new DeviceIdentity(
                    identity.filesystemUuid(),
                    null,
                    null,
                    null,
                    "0123456789abcdef0123456789abcdef",
                    identity.marker())));
    agent.observe(published.getMetadata().getName(), published);

    agent.publishAll(List.of(place));

    assertNotReady("NodeReplaced", "0123456789abcdef0123456789abcdef");
  }

  @Test
  void shouldRefuseADirectoryWhoseMarkerIsGone() throws Exception {
    Files.delete(disk.directory().resolve(MarkerFile.NAME));

    agent.publishAll(List.of(place));

    assertNotReady(
        "DeviceReplaced",
        Objects.requireNonNull(before.getStatus().identity().marker()),
        "there is none");
    assertThat(disk.directory().resolve(MarkerFile.NAME)).doesNotExist();
  }

  @Test
  void shouldSayWhenItIsReadOnlyAndWhenItIsNotAnyMore() {
    disk.remount("ro");
    agent.publishAll(List.of(place));
    assertNotReady("ReadOnly");

    disk.remount("rw");
    agent.publishAll(List.of(place));
    assertThat(ready(device()).getStatus()).isEqualTo("True");
  }

  @Test
  void shouldWriteNothingBelowAMountThatIsMissingFromTheFirst() throws Exception {
    Path point = Files.createDirectory(home.resolve("point"));
    Path missing = home.resolve("missing");
    withdrawAll();

    agent.publishAll(List.of(mountPoint(point)));

    assertNotReady("NotMounted", "nothing is mounted there", "requireMountPoint");
    assertThat(device().getStatus().identity().filesystemUuid()).isNull();
    assertThat(agent.refusal(point)).isPresent();
    assertThat(point).isEmptyDirectory();

    agent.publishAll(List.of(mountPoint(missing)));
    assertNotReady("NotMounted", "does not exist");
    assertThat(missing).doesNotExist();

    agent.publishAll(List.of(mountPoint(point)));
    try (LoopFilesystem late = LoopFilesystem.of("ext4").bytes(64 << 20).make()) {
      mount("ext4", late.device(), point);
      restart();
      agent.publishAll(List.of(mountPoint(point)));

      assertThat(api.devices).hasSize(1);
      assertThat(ready(device()).getStatus()).as("%s", ready(device())).isEqualTo("True");
      assertThat(agent.refusal(point)).isEmpty();
      assertThat(point.resolve(MarkerFile.NAME)).exists();
      String name = device().getMetadata().getName();

      Shell.run("umount", mounted.pop().toString());
      agent.publishAll(List.of(mountPoint(point)));
      assertNotReady("NotMounted", "nothing is mounted there");
      assertThat(device().getMetadata().getName()).isEqualTo(name);
      assertThat(point).isEmptyDirectory();
    }
  }

  private void withdrawAll() {
    agent.publishAll(List.of());
    assertThat(api.devices).isEmpty();
  }

  private static Place mountPoint(Path directory) {
    Place anywhere = place(directory);
    return new Place(anywhere.pool(), anywhere.target(), 10, List.of(), true, null);
  }

  private void assertNotReady(String reason, String... words) {
    assertThat(api.devices).hasSize(1);
    Condition ready = ready(device());
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getReason()).as(ready.getMessage()).isEqualTo(reason);
    for (String word : words) {
      assertThat(ready.getMessage()).contains(word);
    }
  }

  private StorageDevice device() {
    return api.devices.values().iterator().next();
  }

  private static Condition ready(StorageDevice device) {
    return Objects.requireNonNull(Conditions.find(device.getStatus().conditions(), "Ready"));
  }

  private static void swap(Path first, Path firstImage, Path second, Path secondImage) {
    Shell.run("umount", first.toString());
    Shell.run("umount", second.toString());
    mountImage(firstImage, first);
    mountImage(secondImage, second);
  }

  private static void mountImage(Path image, Path point) {
    Shell.run("mount", "-o", "loop", image.toString(), point.toString());
  }

  private void mount(String type, String source, Path point, String... options) {
    Shell.run(
        "mount",
        "-t",
        type,
        "-o",
        "rw" + (options.length == 0 ? "" : "," + options[0]),
        source,
        point.toString());
    mounted.push(point);
  }

  private void restart() {
    agent = newAgent();
    api.devices.forEach(agent::observe);
  }

  private DevicePublisher newAgent() {
    return new DevicePublisher(
        "node-a",
        new PlaceLooker(
            "node-a",
            new LocalProber(new DeviceProbe(), new Locator()),
            new LocalImages(
                Allocator.system(),
                Contents.system(),
                Verifier.system(),
                Grower.system(),
                io.diskwright.image.Repairer.system()),
            clock),
        api,
        new Conditions(clock),
        null);
  }

  private static Place place(Path directory) {
    return new Place("default", directory, 10, List.of());
  }
}
