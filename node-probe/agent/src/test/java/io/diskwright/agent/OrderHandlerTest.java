package io.diskwright.agent;

import static io.diskwright.agent.Fakes.PLACE;
import static io.diskwright.agent.Fakes.POOL;
import static io.diskwright.agent.Fakes.UID;
import static io.diskwright.agent.Fakes.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.AllocationProgress;
import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.FileSource;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.VerificationSpec;
import io.diskwright.image.ImageException;
import io.diskwright.image.Verification;
import io.diskwright.image.content.Permission;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.Quantity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OrderHandlerTest {
  private static final String FILE = POOL + "/" + UID + "/disk.img";

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
  private final AgentSettings settings =
      AgentSettings.read(new String[] {"--verify-seconds=600"}, Map.of("NODE_NAME", "node-a"));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private OrderHandler handler;

  @BeforeEach
  void publish() {
    devices.publishAll(List.of(PLACE));
    images.calls.clear();
    api.writes.clear();
    handler = newHandler();
  }

  @Test
  void shouldMakeAndReport() {
    assertThat(handler.handle(order(), () -> false)).isTrue();

    assertThat(images.calls).first().isEqualTo("make " + FILE);
    assertThat(api.writes).containsExactly("report Verified");
    DiskAllocationStatus status = api.reports.getFirst();
    AllocationResult made = Objects.requireNonNull(status.allocation());
    assertThat(made.path()).isEqualTo(FILE);
    assertThat(made.verifiedAt()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(Conditions.isTrue(status.conditions(), "Ready")).isTrue();
    String[] labels = {"phase", "Make", "policy", "Thin", "format", "raw"};
    assertThat(registry.timer("diskwright.allocation", labels).count()).isEqualTo(1);
    assertThat(registry.counter("diskwright.allocation.bytes", labels).count())
        .isEqualTo(made.allocatedBytes());
  }

  @Test
  void shouldReportTheDeviceBeforeTheImage() {
    images.whileMaking = () -> devices.observe("node-a-00000001", null); // so that it is written

    handler.handle(order(), () -> false);

    assertThat(api.writes).containsExactly("publish node-a-00000001", "report Verified");
  }

  @Test
  void shouldLookOnlyNowAndThenAtWhatIsMade() {
    DiskAllocation made = made();

    assertThat(handler.handle(made, () -> false)).isTrue();
    clock.pass(Duration.ofSeconds(601));
    handler.handle(made, () -> false);

    assertThat(images.calls).containsExactly("verify " + FILE);
    assertThat(api.writes).as("nothing has changed but the time").isEmpty();
  }

  @Test
  void shouldGrowAFinishedImageWhenItIsOrderedLarger() {
    // Given
    DiskAllocation order = Fakes.order();
    handler.handle(order, () -> false);
    order.setStatus(api.reports.getLast());
    order.setSpec(order.getSpec().withSize(new Quantity("2Gi")));
    images.calls.clear();

    // When
    boolean done = handler.handle(order, () -> false);

    // Then
    assertThat(done).isTrue();
    assertThat(images.calls).contains("grow " + FILE + " to " + 2 * Fakes.GIB);
    assertThat(Objects.requireNonNull(api.reports.getLast().allocation()).virtualBytes())
        .isEqualTo(2 * Fakes.GIB);
  }

  @Test
  void shouldLookAtWhatAnEarlierRunMade() {
    DiskAllocation made = made();
    handler = newHandler();

    handler.handle(made, () -> false);

    assertThat(images.calls).containsExactly("verify " + FILE);
  }

  @Test
  void shouldReportDriftAndNeverMakeALostImageAnew() {
    DiskAllocation made = made();
    handler = newHandler();
    images.found =
        new Verification.Drifted(
            List.of(new Verification.Drift(Verification.DriftKind.Missing, FILE + " is gone")));

    handler.handle(made, () -> false);

    assertThat(images.calls).containsExactly("verify " + FILE);
    assertThat(api.writes).containsExactly("report Drifted");
    assertThat(message()).isEqualTo(FILE + " is gone");
    assertThat(registry.counter("diskwright.drift", "kind", "Missing").count()).isEqualTo(1);
    assertThat(api.reports.getLast().allocation()).as("what was there stays known").isNotNull();
  }

  private void publish(VerificationSpec verification) {
    devices.publishAll(
        List.of(new Place("default", PLACE.target(), 10, List.of(), false, verification)));
    images.calls.clear();
    api.writes.clear();
  }

  private void lose() {
    images.found =
        new Verification.Drifted(
            List.of(new Verification.Drift(Verification.DriftKind.Unallocated, "space is gone")));
  }

  @Test
  void shouldLookAsOftenAsThePoolSays() {
    // Given
    DiskAllocation made = made();
    publish(new VerificationSpec(60, null));

    // When
    clock.pass(Duration.ofMinutes(59));
    handler.handle(made, () -> false);
    assertThat(images.calls).isEmpty();
    clock.pass(Duration.ofMinutes(1));
    handler.handle(made, () -> false);

    // Then
    assertThat(images.calls).containsExactly("verify " + FILE);
  }

  @Test
  void shouldLookAtOnceWhenSomebodyAsks() {
    // Given
    DiskAllocation made = made();
    handler.handle(made, () -> false);
    images.calls.clear();

    // When
    made.getMetadata().setAnnotations(Map.of(Annotations.VERIFY, "now"));
    handler.handle(made, () -> false);
    handler.handle(made, () -> false);

    // Then
    assertThat(images.calls).containsExactly("verify " + FILE);
  }

  @Test
  void shouldRepairOnlyWhereThePoolSaysSo() {
    // Given
    DiskAllocation made = made();
    lose();

    // When
    made.getMetadata().setAnnotations(Map.of(Annotations.VERIFY, "1"));
    handler.handle(made, () -> false);
    assertThat(images.calls).containsExactly("verify " + FILE);
    publish(new VerificationSpec(null, true));
    made.setStatus(api.reports.getLast());
    made.getMetadata().setAnnotations(Map.of(Annotations.VERIFY, "2"));
    handler.handle(made, () -> false);

    // Then
    assertThat(images.calls).containsExactly("verify " + FILE, "repair " + FILE);
    assertThat(api.writes).containsExactly("report Verified");
  }

  @Test
  void shouldSayWhyItCouldNotRepair() {
    // Given
    DiskAllocation made = made();
    publish(new VerificationSpec(null, true));
    handler = newHandler();
    lose();
    images.repairFails = new ImageException(ImageException.Kind.InTheWay, "it is in use");

    // When
    handler.handle(made, () -> false);

    // Then
    assertThat(api.writes).containsExactly("report Drifted");
    assertThat(message()).isEqualTo("space is gone it is in use");
  }

  @Test
  void shouldReportFailureOnceAndTryAgain() {
    images.makeFails = new ImageException(ImageException.Kind.NoSpace, "no space left");
    DiskAllocation order = order();

    assertThat(handler.handle(order, () -> false)).isFalse();
    order.setStatus(api.reports.getLast());
    assertThat(handler.handle(order, () -> false)).isFalse();

    assertThat(api.writes).containsExactly("report Failed");
    assertThat(message()).isEqualTo("no space left");
  }

  @Test
  void shouldTouchNoDirectoryThatNoPoolNames() {
    DiskAllocation order = order(DeletionPolicy.Delete, "/etc", SecurityLevel.Off);

    assertThat(handler.handle(order, () -> false)).isFalse();

    assertThat(images.calls).isEmpty();
    assertThat(message()).startsWith("/etc is a target of no StoragePool on node node-a");
  }

  @Test
  void shouldFillFromWhatIsOrderedAsFarAsThePoolAllows() {
    DiskAllocation order = order();
    ImageSource source = new ImageSource(null, null, new FileSource("/srv/a"), null, null);
    order.setSpec(order.getSpec().withSource(source));

    handler.handle(order, () -> false);

    assertThat(images.filledFrom).isEqualTo(source);
    assertThat(images.permitted).isEqualTo(new Permission(List.of(), false, "StoragePool default"));
  }

  @Test
  void shouldRefuseAnOrderThatIsNotNamedByItsImage() {
    DiskAllocation order = order();
    order.getMetadata().setName("00000000-0000-0000-0000-000000000000");

    handler.handle(order, () -> false);

    assertThat(images.calls).isEmpty();
    assertThat(api.writes).containsExactly("report Failed");
  }

  @Test
  void shouldLeaveTheOrdersOfOtherNodesAlone() {
    DiskAllocation order = order();
    OrderHandler other =
        newHandler(AgentSettings.read(new String[0], Map.of("NODE_NAME", "node-b")));

    assertThat(other.handle(order, () -> false)).isTrue();

    assertThat(images.calls).isEmpty();
    assertThat(api.writes).isEmpty();
  }

  @Test
  void shouldStopWhenTheOrderIsWithdrawnMeanwhile() {
    assertThat(handler.handle(order(), () -> true)).isTrue();

    assertThat(images.progressSaid).isFalse();
    assertThat(api.writes).as("its deletion is the next event").isEmpty();
  }

  @Test
  void shouldReportProgressAtMostOnceASecond() {
    images.whileMaking = () -> clock.pass(Duration.ofMillis(1001));

    handler.handle(order(), () -> false);

    assertThat(api.writes).containsExactly("report InProgress", "report Verified");
    assertThat(api.reports.getFirst().progress())
        .isEqualTo(new AllocationProgress("writing zeroes", 1, 2));
    assertThat(api.reports.getLast().progress()).isNull();
  }

  @Test
  void shouldDeleteThenRelease() {
    handler.handle(deleted(order()), () -> true);

    assertThat(images.calls).first().isEqualTo("delete " + POOL + "/" + UID + " on fs-1");
    assertThat(api.writes).containsExactly("release " + UID);
  }

  @Test
  void shouldScrubWhatWasToBeKeptFromOtherEyes() {
    handler.handle(
        deleted(order(DeletionPolicy.Delete, POOL.toString(), SecurityLevel.Low)), () -> true);

    assertThat(images.calls).first().asString().endsWith(" scrub");
  }

  @Test
  void shouldKeepTheFileWhenRetained() {
    handler.handle(
        deleted(order(DeletionPolicy.Retain, POOL.toString(), SecurityLevel.Off)), () -> true);

    assertThat(images.calls).isEmpty();
    assertThat(api.writes).containsExactly("release " + UID);
  }

  @Test
  void shouldNotReleaseWhatItCouldNotDelete() {
    images.deleteFails = new ImageException(ImageException.Kind.WrongPlace, "another disk");

    assertThat(handler.handle(deleted(order()), () -> true)).isFalse();

    assertThat(api.writes).containsExactly("report Failed");
    assertThat(message()).isEqualTo("Not deleted: another disk");
  }

  @Test
  void shouldDeleteItsOwnImageEvenWhenThePoolIsGone() {
    DiskAllocation made = made();
    devices.publishAll(List.of());
    api.writes.clear();

    handler.handle(deleted(made), () -> true);

    assertThat(images.calls).containsExactly("delete " + POOL + "/" + UID + " on fs-1");
    assertThat(api.writes).containsExactly("release " + UID);
  }

  @Test
  void shouldReleaseWhatWasNeverMadeWhereNoPoolIs() {
    handler.handle(deleted(order(DeletionPolicy.Delete, "/etc", SecurityLevel.Off)), () -> true);

    assertThat(images.calls).isEmpty();
    assertThat(api.writes).containsExactly("release " + UID);
  }

  private OrderHandler newHandler() {
    return newHandler(settings);
  }

  private OrderHandler newHandler(AgentSettings settings) {
    return new OrderHandler(
        settings,
        devices,
        images,
        NodeKey.none("Gone."),
        List::of,
        api,
        new AgentMetrics(registry),
        clock);
  }

  private DiskAllocation made() {
    DiskAllocation order = order();
    handler.handle(order, () -> false);
    order.setStatus(api.reports.getLast());
    images.calls.clear();
    api.writes.clear();
    return order;
  }

  private static DiskAllocation deleted(DiskAllocation order) {
    order.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");
    return order;
  }

  private String message() {
    return Fakes.allocated(api.reports.getLast()).getMessage();
  }
}
