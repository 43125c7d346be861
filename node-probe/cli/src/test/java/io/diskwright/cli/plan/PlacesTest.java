package io.diskwright.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.probe.ProbeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlacesTest {
  @TempDir private Path directory;

  @Test
  void shouldNameTheRealDirectoryWhenLinksLeadThere() throws Exception {
    // Given
    Path real = Files.createDirectory(directory.toRealPath().resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);

    // When
    List<Place> places =
        Places.of(List.of(link.toString(), real.toString(), link + "/new"), List.of());

    // Then
    assertThat(places).extracting(Place::directory).containsExactly(real, real.resolve("new"));
    assertThat(places).extracting(Place::exists).containsExactly(true, false);
  }

  @Test
  void shouldSayWhatToDoWithANameThatIsNotUtf8() {
    // When, Then
    assertThatThrownBy(() -> Places.of(List.of("/srv/\uFFFD"), List.of()))
        .hasMessageContaining("not UTF-8")
        .hasMessageContaining("mount --bind");
  }

  @Test
  void shouldTakeThePoolsDirectoriesWhenNoTargetIsGiven() throws Exception {
    // Given
    var pools = Samples.read(pool("directory: {path: " + directory.toRealPath() + "}")).pools();

    // When
    List<Place> places = Places.of(List.of(), pools);

    // Then
    assertThat(places).hasSize(1);
    assertThat(places.getFirst().poolName()).isEqualTo("fast");
    assertThat(places.getFirst().reservePercent()).isEqualTo(25);
  }

  @Test
  void shouldApplyThePoolsRulesWhenItsDirectoryIsTheTarget() throws Exception {
    // Given
    var pools = Samples.read(pool("directory: {path: " + directory.toRealPath() + "}")).pools();
    Path other = Files.createDirectory(directory.resolve("other"));

    // When
    List<Place> places = Places.of(List.of(directory.toString(), other.toString()), pools);

    // Then
    assertThat(places).extracting(Place::poolName).containsExactly("fast", "");
    assertThat(places).extracting(Place::reservePercent).containsExactly(25, 10);
  }

  @Test
  void shouldTakeAGroupWhenAPoolNamesOne() throws Exception {
    // Given
    var pools = Samples.read(pool("volumeGroup: {name: vg0, thinPool: pool0}")).pools();

    // When
    List<Place> ofPool = Places.of(List.of(), pools);
    List<Place> given = Places.of(List.of("vg0/pool0", "vg0"), pools);

    // Then
    assertThat(ofPool).extracting(Place::target).containsExactly(group("vg0", "pool0"));
    assertThat(given)
        .extracting(Place::target)
        .containsExactly(group("vg0", "pool0"), group("vg0", null));
    assertThat(given).extracting(Place::reservePercent).containsExactly(25, 10);
  }

  @Test
  void shouldTellGroupsFromDirectoriesWhenTargetsAreWritten() throws Exception {
    // Given
    Path real = directory.toRealPath();

    // When
    List<Place> places =
        Places.of(
            List.of("vg0", "./vg0", "/dev/vg0", real.toString(), "/dev/shm", "vg.a/p_1/"),
            List.of());

    // Then
    assertThat(places)
        .extracting(Place::target)
        .containsExactly(
            group("vg0", null),
            new ProbeTarget.Directory(Path.of("vg0").toAbsolutePath()),
            new ProbeTarget.Directory(real),
            new ProbeTarget.Directory(Path.of("/dev/shm").toRealPath()),
            group("vg.a", "p_1"));
    assertThat(Places.of(List.of("src"), List.of()))
        .extracting(Place::isDirectory)
        .containsExactly(true);
  }

  private static ProbeTarget.VolumeGroup group(String name, @Nullable String thinPool) {
    return new ProbeTarget.VolumeGroup(name, thinPool);
  }

  @Test
  void shouldMakeTheHostNameFitWhenItIsOdd() throws IOException {
    assertThat(Host.nodeName("Big_Box.local\n")).isEqualTo("big-box.local");
    assertThat(Host.nodeName("-a..b-")).isEqualTo("a-b");
    assertThat(Host.nodeName("")).isEqualTo("localhost");
  }

  private static String pool(String target) {
    return """
    apiVersion: diskwright.io/v1alpha1
    kind: StoragePool
    metadata: {name: fast}
    spec:
      capacity: {reservePercent: 25}
      targets:
      - %s
    """
        .formatted(target);
  }
}
