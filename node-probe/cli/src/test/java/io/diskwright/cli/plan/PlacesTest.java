package io.diskwright.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.cli.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void shouldRefuseVolumeGroupsWhenAPoolNamesOne() throws Exception {
    assertThatThrownBy(() -> Samples.read(pool("volumeGroup: {name: vg0}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("standard input:7:")
        .hasMessageContaining("not supported yet; use directory");
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
