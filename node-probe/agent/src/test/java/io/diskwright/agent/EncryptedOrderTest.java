package io.diskwright.agent;

import static io.diskwright.agent.Fakes.PLACE;
import static io.diskwright.agent.Fakes.POOL;
import static io.diskwright.agent.Fakes.UID;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.FileSource;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.SealedKey;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.service.Sealing;
import io.fabric8.kubernetes.api.model.Quantity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders for images that are encrypted, and the key of the node. */
final class EncryptedOrderTest {
  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final Fakes.ScriptedImages images = new Fakes.ScriptedImages();
  private final Fakes.RememberingApi api = new Fakes.RememberingApi();
  private final NodeKey key;
  private final SealingKey published;
  private final DevicePublisher devices;
  private final OrderHandler handler;
  private final DiskAllocation order = Fakes.order();

  EncryptedOrderTest() throws GeneralSecurityException {
    key = new NodeKey("node-a", Sealing.generate());
    published = key.published().orElseThrow();
    devices =
        new DevicePublisher(
            "node-a",
            new PlaceLooker(
                "node-a",
                new Fakes.ScriptedProber(
                    request ->
                        images.marked(
                            Fakes.device("node-a-00000001", POOL, 50 * Fakes.GIB, clock))),
                images,
                clock),
            api,
            new Conditions(clock),
            published);
    handler =
        new OrderHandler(
            AgentSettings.read(new String[0], Map.of("NODE_NAME", "node-a")),
            devices,
            images,
            key,
            List::of,
            api,
            new AgentMetrics(new SimpleMeterRegistry()),
            clock);
  }

  @BeforeEach
  void publish() {
    devices.publishAll(List.of(PLACE));
    images.calls.clear();
    api.writes.clear();
    DiskAllocationSpec spec = order.getSpec();
    order.setSpec(
        new DiskAllocationSpec(
            spec.image(),
            spec.nodeName(),
            spec.device(),
            spec.target(),
            spec.identity(),
            spec.size(),
            spec.policy(),
            spec.format(),
            Map.of("preallocation", "off", "encrypt.format", "luks"),
            spec.security(),
            spec.deletionPolicy()));
  }

  @Test
  void shouldPublishWhatKeysAreSealedTo() {
    StorageDevice device = Objects.requireNonNull(api.devices.get("node-a-00000001"));

    assertThat(device.getStatus().sealingKey()).isEqualTo(published);
  }

  @Test
  void shouldMakeAndGrowItByTheSealedKey() throws GeneralSecurityException {
    order.setSpec(order.getSpec().withSealedKey(sealed()));

    handler.handle(order, () -> false);
    order.setStatus(api.reports.getLast());
    order.setSpec(order.getSpec().withSize(new Quantity("2Gi")));
    handler.handle(order, () -> false);

    assertThat(done())
        .containsExactly(
            "make " + POOL.resolve(UID) + "/disk.luks by a key",
            "grow " + POOL.resolve(UID) + "/disk.luks to " + 2 * Fakes.GIB + " by a key");
  }

  @Test
  void shouldMakeNothingWithoutTheKeyAndTryAgain() {
    assertThat(handler.handle(order, () -> false)).isFalse();

    assertThat(images.calls).isEmpty();
    assertThat(Fakes.allocated(api.reports.getLast()).getReason()).isEqualTo("Failed");
    assertThat(Fakes.allocated(api.reports.getLast()).getMessage())
        .contains("The key of the image cannot be opened", "the order holds none yet");
  }

  @Test
  void shouldLookAtItAndDeleteItWithoutAnyKey() throws GeneralSecurityException {
    order.setSpec(order.getSpec().withSealedKey(sealed()));
    handler.handle(order, () -> false);
    order.setStatus(api.reports.getLast());
    order.setSpec(order.getSpec().withSealedKey(new SealedKey("0".repeat(16), "AAAA")));
    images.calls.clear();

    order.getMetadata().setGeneration(2L);
    handler.handle(order, () -> false);
    order.getMetadata().setDeletionTimestamp("2026-01-01T12:00:00Z");
    handler.handle(order, () -> true);

    assertThat(done())
        .containsExactly(
            "verify " + POOL.resolve(UID) + "/disk.luks",
            "delete " + POOL.resolve(UID) + " on fs-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/var/lib/diskwright-agent/.diskwright-key",
        "/var/lib/diskwright/../diskwright-agent/.diskwright-key",
        "/var//lib/./diskwright-agent/.diskwright-key",
        "/var/lib/diskwright-agent"
      })
  void shouldMakeNoImageFromTheKeyOfTheNode(String path) {
    DiskAllocation plain = Fakes.order();
    plain.setSpec(
        plain
            .getSpec()
            .withSource(new ImageSource(null, null, new FileSource(path, null), null, null)));

    handler.handle(plain, () -> false);

    assertThat(images.calls).isEmpty();
    assertThat(Fakes.allocated(api.reports.getLast()).getMessage())
        .contains("spec.source.file.path lies in /var/lib/diskwright-agent");
  }

  /** Without what is done to look at the place again. */
  private List<String> done() {
    return images.calls.stream().filter(call -> !call.startsWith("prepare ")).toList();
  }

  private SealedKey sealed() throws GeneralSecurityException {
    Sealing.Purpose purpose = new Sealing.Purpose("shop", UID, "node-a", published.id());
    Sealing.Opened secret = new Sealing.Opened("correct horse".getBytes(UTF_8), false);
    return new SealedKey(published.id(), Sealing.seal(published.publicKey(), purpose, secret));
  }
}
