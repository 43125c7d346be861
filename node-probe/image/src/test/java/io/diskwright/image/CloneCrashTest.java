package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.content.Contents;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.testing.LoopFilesystem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Copies of an image, shared (xfs) or not (ext4), are stopped or made to fail before each of their
 * steps: what is left is nothing, or the finished copy, and the source as it was.
 */
class CloneCrashTest {
  private static final long SIZE = 3 * MIB + 512;

  private final Allocator allocator = Allocator.system();

  private interface Case {
    /** Does it, and says whether it was cut short. */
    boolean isCut(Rig rig, ImageOrder order, ImageOrder source, int step) throws Exception;
  }

  private static void copy(Rig rig, ImageOrder order, ImageOrder source) throws ImageException {
    Content content = new Contents(rig.libc()).image(source);
    var unused = rig.allocator().make(order, null, content, Progress.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "ext4"})
  void shouldLeaveNothingOrTheFinishedCopyWhereverItIsStopped(String type) throws Exception {
    everywhere(
        type,
        (rig, order, source, step) -> {
          rig.stopBefore(step);
          try {
            copy(rig, order, source);
            return false;
          } catch (Rig.Stopped e) {
            return true;
          } finally {
            rig.gone();
            allocator.sweep(order.pool(), PlaceIdentity.UNKNOWN);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "ext4"})
  void shouldLeaveNothingOrTheFinishedCopyWhateverFails(String type) throws Exception {
    everywhere(
        type,
        (rig, order, source, step) -> {
          rig.on(
              (at, name) -> {
                if (at == step) {
                  throw new ErrnoException(name, Errno.EIO);
                }
              });
          try {
            copy(rig, order, source);
          } catch (ImageException e) {
            assertThat(e).hasMessageMatching("(?s).*(othing was|before the next try).*");
            allocator.sweep(order.pool(), PlaceIdentity.UNKNOWN);
          }
          boolean reached = rig.steps().size() >= step;
          assertThat(rig.open()).isEmpty();
          return reached;
        });
  }

  private void everywhere(String type, Case each) throws Exception {
    try (LoopFilesystem filesystem = LoopFilesystem.of(type).make()) {
      // Given
      Path pool = filesystem.directory().resolve("pool");
      ImageOrder source = Orders.raw(pool, AllocationPolicy.Thin, SIZE);
      allocator.prepare(pool, PlaceIdentity.UNKNOWN);
      allocator.make(source, Progress.NONE);
      Look.mark(source);
      int times = 0;
      boolean cut = true;
      for (int step = 1; cut; step++) {
        ImageOrder order = Orders.raw(pool, AllocationPolicy.Thin, SIZE);

        // When
        cut = each.isCut(new Rig(), order, source, step);

        // Then
        List<String> both = Stream.of(order.uid(), source.uid()).sorted().toList();
        assertThat(Look.entries(pool)).isIn(List.of(source.uid()), both);
        if (Look.entries(pool).size() == 2) {
          Look.assertFinished(order);
          Look.assertMarked(order);
        }
        copy(new Rig(), order, source);
        Look.assertFinished(order);
        Look.assertMarked(order);
        Look.assertMarked(source);
        allocator.delete(pool, order.uid(), PlaceIdentity.UNKNOWN, false);
        assertThat(Look.entries(pool)).containsExactly(source.uid());
        times += cut ? 1 : 0;
      }
      System.out.printf("crash: copy on %s: cut short before %d steps%n", type, times);
      assertThat(times).isGreaterThan(10);
    }
  }
}
