package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.Conditions.ConditionStatus;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.Finalizers;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The operator on a server that only remembers. It knows no server-side apply, so statuses are
 * written by merge patch here; the real thing is tested on a real API server.
 */
@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class WholeOperatorTest {
  private static final Logger SERVER = Logger.getLogger("io.fabric8.mockwebserver");

  KubernetesClient client;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private OperatorApp app;

  @BeforeAll
  static void bePatientAndQuiet() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    SERVER.setLevel(Level.WARNING);
  }

  @BeforeEach
  void start() {
    app =
        new OperatorApp(
            client,
            new OperatorSettings(0, false, "diskwright-system", 2, "test"),
            registry,
            new MergePatchWriter(),
            Fixtures.NOON);
    app.start();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void shouldDecideOrderAndFoldWhatTheNodeReports() {
    create(Fixtures.pool("default"));
    create(Fixtures.node("node-a"));
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("orders-db", Fixtures.spec("1Gi", null, false)));

    DiskAllocation order = awaitOrder("orders-db");
    assertThat(order.getMetadata().getFinalizers())
        .containsExactly(Finalizers.ALLOCATION, Finalizers.CLAIM);
    assertThat(order.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getName()).isEqualTo("orders-db"));
    assertThat(order.getSpec().nodeName()).isEqualTo("node-a");
    assertThat(condition("orders-db", "Allocated").getReason()).isEqualTo("InProgress");
    assertThat(read("orders-db").getMetadata().getFinalizers()).containsExactly(Finalizers.IMAGE);

    report(order, ConditionStatus.True, Reasons.Allocated.Verified, 4096L);

    await().untilAsserted(() -> assertThat(isReady("orders-db")).isTrue());
    assertThat(read("orders-db").getStatus().attachment().blockdev()).contains("disk.img");
    assertThat(read("orders-db").getStatus().attachment().claimName()).isEqualTo("orders-db");
    assertThat(reasonsOfEvents()).containsExactlyInAnyOrder("Decided", "Verified");
    assertThat(registry.counter("diskwright.decisions", decidedTags()).count()).isEqualTo(1);
  }

  @Test
  void shouldPlanARefusedImageWhenADeviceComes() {
    create(image("orders-db", Fixtures.spec("1Gi", null, false)));
    awaitReason("orders-db", "Planned", "NoDevice");

    create(Fixtures.device("node-a", 10 * GIB));

    awaitReason("orders-db", "Planned", "Decided");
  }

  @Test
  void shouldAcceptAnImageWhenThePoolItNamesComes() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("orders-db", Fixtures.spec("1Gi", "default", false)));
    awaitReason("orders-db", "Accepted", "UnknownPool");

    create(Fixtures.pool("default"));

    awaitReason("orders-db", "Planned", "Decided");
  }

  @Test
  void shouldOrderNothingWhenOnlyAPlanIsWanted() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("plan", Fixtures.spec("1Gi", null, true)));

    awaitReason("plan", "Ready", "PlanOnly");

    assertThat(order("plan")).isNull();
  }

  @Test
  void shouldLetAnImageGoOnlyWhenItsNodeHasLetGoOfTheOrder() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("orders-db", Fixtures.spec("1Gi", null, false)));
    awaitOrder("orders-db");

    client.resource(read("orders-db")).delete();

    await()
        .untilAsserted(
            () -> assertThat(order("orders-db").getMetadata().getDeletionTimestamp()).isNotNull());
    assertThat(read("orders-db")).isNotNull();

    client
        .resource(order("orders-db"))
        .edit(
            released -> {
              released.getMetadata().setFinalizers(List.of());
              return released;
            });

    await().untilAsserted(() -> assertThat(read("orders-db")).isNull());
  }

  @Test
  void shouldGiveTheBytesOfADeletedImageToOneThatWaits() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("first", Fixtures.spec("8Gi", null, false)));
    awaitOrder("first");
    create(image("second", Fixtures.spec("8Gi", null, false)));
    awaitReason("second", "Planned", "InsufficientCapacity");

    client.resource(read("first")).delete();
    await()
        .untilAsserted(
            () -> assertThat(order("first").getMetadata().getDeletionTimestamp()).isNotNull());
    client
        .resource(order("first"))
        .edit(
            released -> {
              released.getMetadata().setFinalizers(List.of());
              return released;
            });

    awaitReason("second", "Planned", "Decided");
  }

  @Test
  void shouldCarryTheDeletionPolicyOver() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("orders-db", Fixtures.spec("1Gi", null, false)));
    awaitOrder("orders-db");

    client
        .resource(read("orders-db"))
        .edit(
            image -> {
              image.setSpec(Fixtures.retained(image.getSpec()));
              image.getMetadata().setGeneration(image.getMetadata().getGeneration() + 1);
              return image;
            });

    await()
        .untilAsserted(
            () ->
                assertThat(order("orders-db").getSpec().deletionPolicy())
                    .isEqualTo(DeletionPolicy.Retain));
  }

  @Test
  void shouldWarnWhenTheWishForRedundancyIsUnmet() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("safe", Fixtures.redundant("1Gi")));

    awaitReason("safe", "RedundancyMet", "RedundancyUnmet");
    assertThat(condition("safe", "Ready").getReason()).isEqualTo("PlanOnly");
    await()
        .untilAsserted(
            () ->
                assertThat(client.events().v1().events().inNamespace("shop").list().getItems())
                    .anySatisfy(
                        event -> {
                          assertThat(event.getReason()).isEqualTo("RedundancyUnmet");
                          assertThat(event.getType()).isEqualTo("Warning");
                        }));
  }

  @Test
  void shouldFillFromTheClassAndKeepWhatIsOrderedWhenItChanges() {
    create(Fixtures.diskClass("gold", 90, null));
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("orders-db", Fixtures.spec("1Gi", null, false).withClassName("gold")));
    awaitOrder("orders-db");
    EffectiveSpec then = read("orders-db").getStatus().effective();
    assertThat(then.tradeoffs().performance().getIntVal()).isEqualTo(90);
    assertThat(order("orders-db").getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.Retain);

    change(Fixtures.diskClass("gold", 10, "512Mi"));

    awaitReason("orders-db", "Accepted", "ClassLimitExceeded");
    assertThat(condition("orders-db", "Accepted").getMessage()).contains("spec.size", "512Mi");
    assertThat(condition("orders-db", "Planned").getReason()).isEqualTo("Decided");
    assertThat(read("orders-db").getStatus().effective()).isEqualTo(then);

    client.resource(client.resources(VmDiskClass.class).withName("gold").get()).delete();

    awaitReason("orders-db", "Accepted", "UnknownClass");
    client.resource(read("orders-db")).delete();
    await()
        .untilAsserted(
            () -> assertThat(order("orders-db").getMetadata().getDeletionTimestamp()).isNotNull());
    assertThat(order("orders-db").getSpec().deletionPolicy()).isEqualTo(DeletionPolicy.Retain);
  }

  @Test
  void shouldPlanWhatWaitsForItsClassAndPlanAnewWhatIsOnlyPlanned() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(image("plan", Fixtures.spec("1Gi", null, true).withClassName("gold")));
    awaitReason("plan", "Accepted", "UnknownClass");

    create(Fixtures.diskClass("gold", 90, null));

    awaitReason("plan", "Ready", "PlanOnly");
    change(Fixtures.diskClass("gold", 10, null));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        read("plan").getStatus().effective().tradeoffs().performance().getIntVal())
                    .isEqualTo(10));
    assertThat(condition("plan", "Planned").getReason()).isEqualTo("Decided");
  }

  @Test
  void shouldLetTheNewestDefaultCount() {
    create(Fixtures.device("node-a", 10 * GIB));
    create(Fixtures.marked(Fixtures.diskClass("old", 10, null), "2026-01-01T00:00:00Z"));
    awaitDefault("old", "Chosen");

    create(Fixtures.marked(Fixtures.diskClass("new", 90, null), "2026-01-02T00:00:00Z"));

    awaitDefault("old", "NewerDefault");
    awaitDefault("new", "Chosen");
    create(image("orders-db", Fixtures.spec("1Gi", null, true)));
    await()
        .untilAsserted(
            () ->
                assertThat(read("orders-db").getStatus())
                    .isNotNull()
                    .satisfies(
                        status -> assertThat(status.effective().className()).isEqualTo("new")));
  }

  private void awaitDefault(String name, String reason) {
    await()
        .untilAsserted(
            () -> {
              VmDiskClass one = client.resources(VmDiskClass.class).withName(name).get();
              assertThat(one.getStatus()).isNotNull();
              Condition found = Conditions.find(one.getStatus().conditions(), "Default");
              assertThat(found).isNotNull();
              assertThat(found.getReason()).isEqualTo(reason);
            });
  }

  private void change(VmDiskClass to) {
    client
        .resources(VmDiskClass.class)
        .withName(to.getMetadata().getName())
        .edit(
            one -> {
              one.setSpec(to.getSpec());
              one.getMetadata().setGeneration(one.getMetadata().getGeneration() + 1);
              return one;
            });
  }

  @Test
  void shouldSumUpThePool() {
    create(Fixtures.pool("default"));
    create(Fixtures.device("node-a", 10 * GIB));
    create(Fixtures.device("node-b", 5 * GIB));

    await()
        .untilAsserted(
            () -> {
              StoragePool pool = client.resources(StoragePool.class).withName("default").get();
              assertThat(pool.getStatus()).isNotNull();
              assertThat(pool.getStatus().devices()).isEqualTo(2);
              assertThat(pool.getStatus().allocatableBytes()).isEqualTo(15 * GIB);
              assertThat(Conditions.isTrue(pool.getStatus().conditions(), "Ready")).isTrue();
            });
  }

  private void create(HasMetadata object) {
    if (object instanceof StorageDevice device) {
      StorageDevice bare = new StorageDevice();
      bare.setMetadata(device.getMetadata());
      client.resource(bare).create();
      bare.setStatus(device.getStatus());
      client.resource(bare).patchStatus();
    } else {
      client.resource(object).create();
    }
  }

  private static VmDiskImage image(String name, VmDiskImageSpec spec) {
    return Fixtures.image(name, spec);
  }

  private @Nullable VmDiskImage read(String name) {
    return client.resources(VmDiskImage.class).inNamespace("shop").withName(name).get();
  }

  private @Nullable DiskAllocation order(String image) {
    String uid = Objects.requireNonNull(read(image)).getMetadata().getUid();
    return client.resources(DiskAllocation.class).inNamespace("shop").withName(uid).get();
  }

  private DiskAllocation awaitOrder(String image) {
    await().untilAsserted(() -> assertThat(order(image)).isNotNull());
    return order(image);
  }

  private void report(
      DiskAllocation order, ConditionStatus status, Reasons.Allocated reason, Long allocated) {
    order.setStatus(Fixtures.orderStatus(status, reason, "there", allocated));
    client.resource(order).patchStatus();
  }

  private Condition condition(String image, String type) {
    VmDiskImage now = read(image);
    return now == null || now.getStatus() == null
        ? null
        : Conditions.find(now.getStatus().conditions(), type);
  }

  private void awaitReason(String image, String type, String reason) {
    await()
        .untilAsserted(
            () ->
                assertThat(condition(image, type))
                    .isNotNull()
                    .satisfies(c -> assertThat(c.getReason()).isEqualTo(reason)));
  }

  private boolean isReady(String image) {
    return Conditions.isTrue(read(image).getStatus().conditions(), "Ready");
  }

  private List<String> reasonsOfEvents() {
    return client.events().v1().events().inNamespace("shop").list().getItems().stream()
        .map(Event::getReason)
        .toList();
  }

  private static String[] decidedTags() {
    return new String[] {"reason", "Decided", "policy", "Thin", "format", "raw"};
  }
}
