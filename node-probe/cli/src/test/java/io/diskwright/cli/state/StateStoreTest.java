package io.diskwright.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.plan.Samples;
import io.diskwright.libc.Libc;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateStoreTest {
  @TempDir private Path directory;
  private Path target = Path.of("/");
  private StateStore store = new StateStore(Libc.system(), target);

  @BeforeEach
  void openStore() throws Exception {
    target = directory.toRealPath().resolve("pool");
    store = new StateStore(Libc.system(), target);
  }

  @Test
  void shouldFindWhatWasPut() throws Exception {
    // Given
    store.create();
    StoredImage image = Samples.stored(Samples.yaml("a.b", "{size: 1Gi}"), target);

    // When
    store.put(image);
    store.put(image);

    // Then
    StoredImage found = store.find("default", "a.b").orElseThrow();
    assertThat(Json.text(found.image())).isEqualTo(Json.text(image.image()));
    assertThat(Json.text(found.order())).isEqualTo(Json.text(image.order()));
    assertThat(found.allocated()).isTrue();
    assertThat(store.list()).extracting(StoredImage::name).containsExactly("default/a.b");
    assertThat(store.find("default", "other")).isEmpty();
    assertThat(store.find("other", "a.b")).isEmpty();
  }

  @Test
  void shouldBeForItsOwnerOnly() throws Exception {
    // When
    store.create();
    store.put(Samples.stored(Samples.yaml("x", "{size: 1Gi}"), target));

    // Then
    Path file = target.resolve(".diskwright/default/x.json");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(target)).isEqualTo("rwx------");
    assertThat(mode(target.resolve(".diskwright"))).isEqualTo("rwx------");
    try (var files = Files.list(file.resolveSibling(""))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void shouldKeepNamesApartWhenTheyAreTooLongForAFile() throws Exception {
    // Given
    store.create();
    String one = "a".repeat(252) + "b";
    String two = "a".repeat(252) + "c";

    // When
    store.put(Samples.stored(Samples.yaml(one, "{size: 1Gi}"), target));
    store.put(Samples.stored(Samples.yaml(two, "{size: 1Gi}"), target));
    store.remove("default", one);

    // Then
    assertThat(store.list()).extracting(StoredImage::name).containsExactly("default/" + two);
  }

  @Test
  void shouldLeaveNothingWhenNothingWasPut() throws Exception {
    // Given
    StateStore.Created created = store.create();
    store.put(Samples.stored(Samples.yaml("x", "{size: 1Gi}"), target));

    // When something is there, then it stays
    store.discard(created);
    assertThat(store.list()).hasSize(1);

    // When nothing is there any more, then nothing stays
    store.remove("default", "x");
    store.discard(created);
    assertThat(target).doesNotExist();
  }

  @Test
  void shouldKeepADirectoryThatWasThereBefore() throws Exception {
    // Given
    Files.createDirectory(target);

    // When
    store.discard(store.create());

    // Then
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void shouldNotFollowWhenSomebodyPutALinkThere() throws Exception {
    // Given
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createDirectory(target);
    Files.createSymbolicLink(target.resolve(".diskwright"), elsewhere);

    // When, Then
    assertThatThrownBy(store::list).isInstanceOf(Failure.class).hasMessageContaining("link");
    assertThatThrownBy(store::create).isInstanceOf(Failure.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void shouldNotWriteThroughALinkWhenOneStandsForTheFile() throws Exception {
    // Given
    store.create();
    Path victim = Files.writeString(directory.resolve("victim"), "untouched");
    Path namespace = Files.createDirectory(target.resolve(".diskwright/default"));
    Files.createSymbolicLink(namespace.resolve("x.json"), victim);
    Files.createSymbolicLink(namespace.resolve(".new"), victim);

    // When
    store.put(Samples.stored(Samples.yaml("x", "{size: 1Gi}"), target));

    // Then
    assertThat(victim).hasContent("untouched");
    assertThat(Files.isRegularFile(namespace.resolve("x.json"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
  }

  @Test
  void shouldSayWhichFileWhenOneIsDamaged() throws Exception {
    // Given
    store.create();
    Path namespace = Files.createDirectory(target.resolve(".diskwright/default"));
    Files.writeString(target.resolve(".diskwright/stray"), "ignored");

    for (String text : new String[] {"", "{", "[]", "{\"items\": [{}, {}]}"}) {
      // When
      Path file = Files.writeString(namespace.resolve("x.json"), text);

      // Then
      assertThatThrownBy(store::list)
          .isInstanceOf(Failure.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void shouldWaitWhenAnotherRunHoldsTheLock() throws Exception {
    // Given
    assertThat(store.lock(() -> {})).isEmpty();
    store.create();
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    Optional<AutoCloseable> held = store.lock(waiting::countDown);

    // When
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (AutoCloseable lock = store.lock(waiting::countDown).orElseThrow()) {
                    entered.countDown();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });

    // Then
    assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(entered.await(200, TimeUnit.MILLISECONDS)).isFalse();
    held.orElseThrow().close();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    other.join();
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
