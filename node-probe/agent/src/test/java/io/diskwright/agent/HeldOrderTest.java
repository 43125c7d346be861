package io.diskwright.agent;

import static io.diskwright.agent.Fakes.PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.image.ImageException;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders whose file a claim may hand to pods. */
final class HeldOrderTest {
  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final Fakes.ScriptedImages images = new Fakes.ScriptedImages();
  private final Fakes.RememberingApi api = new Fakes.RememberingApi();
  private final DevicePublisher devices =
      new DevicePublisher(
          "node-a",
          new PlaceLooker(
              "node-a",
              new Fakes.ScriptedProber(
                  request ->
                      images.marked(
                          Fakes.device("node-a-00000001", Fakes.POOL, 50 * Fakes.GIB, clock))),
              images,
              clock),
          api,
          new Conditions(clock),
          null);
  private final OrderHandler handler =
      new OrderHandler(
          AgentSettings.read(new String[] {"--verify-seconds=600"}, Map.of("NODE_NAME", "node-a")),
          devices,
          images,
          NodeKey.none("Gone."),
          List::of,
          api,
          new AgentMetrics(new SimpleMeterRegistry()),
          clock);
  private final DiskAllocation order = Fakes.order();

  @BeforeEach
  void make() {
    devices.publishAll(List.of(PLACE));
    order
        .getMetadata()
        .setFinalizers(new ArrayList<>(List.of(Finalizers.ALLOCATION, Finalizers.CLAIM)));
    handler.handle(order, () -> false);
    order.setStatus(api.reports.getLast());
    images.calls.clear();
    api.writes.clear();
  }

  @Test
  void shouldTouchNothingWhilePodsMayUseTheFile() {
    order.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");

    assertThat(handler.handle(order, () -> true)).isTrue();

    assertThat(images.calls).isEmpty();
    assertThat(api.writes).isEmpty();

    order.getMetadata().getFinalizers().remove(Finalizers.CLAIM);
    handler.handle(order, () -> true);

    assertThat(images.calls).first().asString().startsWith("delete ");
    assertThat(api.writes).containsExactly("release " + Fakes.UID);
  }

  @Test
  void shouldKeepToWhatItLastSawWhenTheFileIsItsUsersOwn() {
    images.verifyFails = denied();
    clock.pass(Duration.ofSeconds(601));

    assertThat(handler.handle(order, () -> false)).isTrue();

    assertThat(images.calls).first().asString().startsWith("verify ");
    assertThat(api.writes).isEmpty();
  }

  @Test
  void shouldSayThatItMayNotLookWhenNoClaimExplainsIt() {
    order.getMetadata().getFinalizers().remove(Finalizers.CLAIM);
    images.verifyFails = denied();
    clock.pass(Duration.ofSeconds(601));

    handler.handle(order, () -> false);

    assertThat(api.writes).hasSize(1);
  }

  private static ImageException denied() {
    return new ImageException(
        ImageException.Kind.WrongPlace, "denied", new ErrnoException("openat2", Errno.EACCES));
  }
}
