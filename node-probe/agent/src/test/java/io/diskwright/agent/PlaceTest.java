package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.DirectoryTarget;
import io.diskwright.api.v1alpha1.PoolSources;
import io.diskwright.api.v1alpha1.PoolTarget;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolSpec;
import io.diskwright.api.v1alpha1.VolumeGroupTarget;
import io.diskwright.image.content.Permission;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceTest {
  private static final Map<String, String> LABELS = Map.of("zone", "a", "disk", "ssd");

  @Test
  void shouldTakeTheDirectoriesOfThePoolsThatSelectTheNode() {
    List<Place> places =
        Place.of(
            List.of(
                pool("p1", new LabelSelectorBuilder().addToMatchLabels("zone", "a").build(), "/a"),
                pool("p2", new LabelSelectorBuilder().addToMatchLabels("zone", "b").build(), "/b"),
                pool("p3", null, "/c", "/d")),
            LABELS);

    assertThat(places)
        .extracting(Place::directory)
        .containsExactly(Path.of("/a"), Path.of("/c"), Path.of("/d"));
    assertThat(places).extracting(Place::reservePercent).containsOnly(10);
  }

  @Test
  void shouldGiveADirectoryOfTwoPoolsToTheFirstByName() {
    assertThat(Place.of(List.of(pool("z", null, "/a"), pool("b", null, "/a")), LABELS))
        .extracting(Place::pool)
        .containsExactly("b");
  }

  @Test
  void shouldLeaveOutWhatIsNoPlainAbsolutePath() {
    StoragePool pool = pool("p", null, "relative", "/a/../etc", "/a//b", "/ok");
    pool.setSpec(
        new StoragePoolSpec(
            null,
            java.util.stream.Stream.concat(
                    pool.getSpec().targets().stream(),
                    java.util.stream.Stream.of(
                        new PoolTarget(null, new VolumeGroupTarget("vg0", null))))
                .toList(),
            null,
            null));

    assertThat(Place.of(List.of(pool), LABELS))
        .extracting(Place::name)
        .contains("/ok", "vg0")
        .doesNotContain("/etc", "/a/../etc", "relative");
  }

  @Test
  void shouldKnowWhatItsImagesMayBeMadeFrom() {
    StoragePool blank = pool("a", null, "/a");
    StoragePool pool = pool("b", null, "/b");
    pool.setSpec(
        new StoragePoolSpec(
            null,
            pool.getSpec().targets(),
            null,
            null,
            null,
            null,
            null,
            new PoolSources(List.of("/srv/images", "relative", "/srv/../etc"), true)));

    assertThat(Place.of(List.of(blank, pool), LABELS))
        .extracting(Place::permission)
        .containsExactly(
            new Permission(List.of(), false, "StoragePool a"),
            new Permission(List.of(Path.of("/srv/images")), true, "StoragePool b"));
  }

  @Test
  void shouldLeaveOutAPoolThatIsBeingDeleted() {
    StoragePool pool = pool("p", null, "/a");
    pool.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");

    assertThat(Place.of(List.of(pool), LABELS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "zone, In, a;b, true",
    "zone, In, b, false",
    "rack, In, a, false",
    "zone, NotIn, b, true",
    "zone, NotIn, a, false",
    "rack, NotIn, a, true",
    "zone, Exists, '', true",
    "rack, Exists, '', false",
    "rack, DoesNotExist, '', true",
    "zone, DoesNotExist, '', false",
    "zone, Gt, 1, false"
  })
  void shouldSelectAsKubernetesDoes(String key, String operator, String values, boolean selected) {
    LabelSelector selector =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey(key)
            .withOperator(operator)
            .withValues(values.isEmpty() ? List.of() : List.of(values.split(";")))
            .endMatchExpression()
            .build();

    assertThat(Selectors.matches(selector, LABELS)).isEqualTo(selected);
  }

  private static StoragePool pool(String name, @Nullable LabelSelector selector, String... paths) {
    StoragePool pool = new StoragePool();
    pool.setMetadata(new ObjectMetaBuilder().withName(name).build());
    pool.setSpec(
        new StoragePoolSpec(
            selector,
            Arrays.stream(paths)
                .map(path -> new PoolTarget(new DirectoryTarget(path), null))
                .toList(),
            null,
            null));
    return pool;
  }
}
