package io.diskwright.agent;

import static io.diskwright.agent.Fakes.PLACE;
import static io.diskwright.agent.Fakes.POOL;
import static io.diskwright.agent.Fakes.UID;
import static io.diskwright.agent.Fakes.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.NamedSource;
import io.diskwright.planner.SecurityLevel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders for copies of other images. */
final class CopiedOrderTest {
  private static final String COPY = "11111111-2222-3333-4444-555555555555";

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
                      images.marked(Fakes.device("node-a-00000001", POOL, 50 * Fakes.GIB, clock))),
              images,
              clock),
          api,
          new Conditions(clock),
          null);
  private final List<DiskAllocation> orders = new ArrayList<>();
  private final OrderHandler handler =
      new OrderHandler(
          AgentSettings.read(new String[0], Map.of("NODE_NAME", "node-a")),
          devices,
          images,
          NodeKey.none("Gone."),
          () -> orders,
          api,
          new AgentMetrics(new SimpleMeterRegistry()),
          clock);

  @BeforeEach
  void publish() {
    devices.publishAll(List.of(PLACE));
  }

  /** An order for a copy of the image that {@link Fakes#order()} is for. */
  private static DiskAllocation copy() {
    DiskAllocation order = order();
    DiskAllocationSpec spec = order.getSpec();
    order.getMetadata().setName(COPY);
    order.setSpec(
        new DiskAllocationSpec(
            new ImageReference("copy", COPY),
            spec.nodeName(),
            spec.device(),
            spec.target(),
            spec.identity(),
            spec.size(),
            spec.policy(),
            spec.format(),
            spec.options(),
            spec.security(),
            spec.deletionPolicy(),
            new ImageSource(null, null, null, new NamedSource(spec.image().name()), null)));
    return order;
  }

  private DiskAllocation made() {
    DiskAllocation order = order();
    assertThat(handler.handle(order, () -> false)).isTrue();
    order.setStatus(api.reports.getLast());
    return order;
  }

  @Test
  void shouldCopyTheImageOfThatNameThatWasMadeHere() {
    orders.add(made());

    assertThat(handler.handle(copy(), () -> false)).isTrue();

    assertThat(Objects.requireNonNull(images.copied).uid()).isEqualTo(UID);
  }

  @Test
  void shouldCopyNothingThatIsNotMadeOrGoesOrIsOfOthers() {
    DiskAllocation unmade = order();
    DiskAllocation others = made();
    others.getMetadata().setNamespace("bank");
    DiskAllocation leaving = made();
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");
    DiskAllocation elsewhere = order(DeletionPolicy.Delete, "/etc", SecurityLevel.Off);
    elsewhere.setStatus(leaving.getStatus());
    for (DiskAllocation source : List.of(unmade, others, leaving, elsewhere)) {
      orders.clear();
      orders.add(source);
      images.calls.clear();

      assertThat(handler.handle(copy(), () -> false)).isFalse();

      assertThat(images.calls).isEmpty();
      assertThat(Fakes.allocated(api.reports.getLast()).getMessage())
          .contains("which spec.source.image names")
          .endsWith(". It is tried again.")
          .doesNotContain("..")
          .containsAnyOf("is not made on node node-a", "/etc is a target of no StoragePool");
    }
  }
}
