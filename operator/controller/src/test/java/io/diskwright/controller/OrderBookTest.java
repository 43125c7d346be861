package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class OrderBookTest {
  private static final String LONG_AGO = "2026-01-01T11:58:59Z";
  private static final String JUST_NOW = "2026-01-01T11:59:01Z";

  KubernetesClient client;
  private final VmDiskImage image = Fixtures.image("orders-db", "1Gi");
  private final Decision decision = Fixtures.decision("node-a-00000001", 0, GIB);
  private OrderBook orders;

  @BeforeEach
  void open() {
    orders = new OrderBook(client, Fixtures.NOON);
  }

  @Test
  void shouldLabelOwnAndHoldWhatItPlaces() {
    DiskAllocation order = placed();

    assertThat(order.getMetadata().getLabels())
        .containsEntry(Labels.IMAGE, "orders-db")
        .containsEntry(Labels.NODE, "node-a");
    assertThat(order.getMetadata().getFinalizers())
        .containsExactly(Finalizers.ALLOCATION, Finalizers.CLAIM);
    assertThat(order.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(image.getMetadata().getUid()));
  }

  @Test
  void shouldPlaceAnOrderOnce() {
    String first = placed().getMetadata().getUid();

    assertThat(placed().getMetadata().getUid()).isEqualTo(first);
  }

  @Test
  void shouldGiveUpWhenTheNodeThatWasThereIsGoneForAMinute() {
    addNode();
    DiskAllocation order = deleted(placed(), LONG_AGO);
    removeNode();

    assertThat(orders.giveUpIfNodeIsGone(order)).isTrue();

    assertThat(orders.read(image).getMetadata().getFinalizers()).containsExactly(Finalizers.CLAIM);
  }

  @Test
  void shouldNotGiveUpWhileTheNodeIsThere() {
    addNode();

    assertThat(orders.giveUpIfNodeIsGone(deleted(placed(), LONG_AGO))).isFalse();
  }

  @Test
  void shouldNotGiveUpInTheFirstMinute() {
    addNode();
    DiskAllocation order = deleted(placed(), JUST_NOW);
    removeNode();

    assertThat(orders.giveUpIfNodeIsGone(order)).isFalse();
  }

  @Test
  void shouldNotCallANodeGoneThatWasNeverSeen() {
    assertThat(orders.giveUpIfNodeIsGone(deleted(placed(), LONG_AGO))).isFalse();

    assertThat(orders.read(image).getMetadata().getFinalizers()).contains(Finalizers.ALLOCATION);
  }

  @Test
  void shouldGrowTheOrderOnlyWhenItFits() {
    DiskAllocation order = placed();
    image.setSpec(image.getSpec().withSize(new Quantity("9Gi")));

    orders.update(image, order, image.getSpec().deletionPolicy(), false, null);
    assertThat(orders.read(image).getSpec().size()).isEqualTo(order.getSpec().size());

    orders.update(image, order, image.getSpec().deletionPolicy(), true, null);
    assertThat(orders.read(image).getSpec().size()).isEqualTo(new Quantity("9Gi"));
  }

  @Test
  void shouldPassOnThatSomebodyWantsTheImageLookedAt() {
    DiskAllocation order = placed();
    image.getMetadata().setAnnotations(Map.of(Annotations.VERIFY, "now"));

    orders.update(image, order, image.getSpec().deletionPolicy(), false, null);

    DiskAllocation now = orders.read(image);
    assertThat(now.getMetadata().getAnnotations()).containsEntry(Annotations.VERIFY, "now");
    assertThat(now.getSpec()).isEqualTo(order.getSpec());
    String version = now.getMetadata().getResourceVersion();
    orders.update(image, now, image.getSpec().deletionPolicy(), false, null);
    assertThat(orders.read(image).getMetadata().getResourceVersion()).isEqualTo(version);
  }

  private DiskAllocation placed() {
    orders.place(image, decision, Fixtures.device("node-a", 10 * GIB), null);
    return Objects.requireNonNull(orders.read(image));
  }

  private static DiskAllocation deleted(DiskAllocation order, String when) {
    order.getMetadata().setDeletionTimestamp(when);
    return order;
  }

  private void addNode() {
    client
        .resource(new NodeBuilder().withNewMetadata().withName("node-a").endMetadata().build())
        .create();
  }

  private void removeNode() {
    client.nodes().withName("node-a").delete();
  }
}
