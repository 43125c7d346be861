package io.diskwright.controller;

import static io.diskwright.controller.Fixtures.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Reasons.Published;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // the extension sets the client
@EnableKubernetesMockClient(crud = true, https = false)
final class ClaimBookTest {
  KubernetesClient client;
  private final VmDiskImage image = Fixtures.image("orders-db", "1Gi");
  private final PersistentVolumeClaim wanted =
      Claims.claim(
          image,
          Fixtures.order(
                  image,
                  Fixtures.decision("node-a-00000001", 0, GIB),
                  Fixtures.device("node-a", 10 * GIB))
              .getSpec(),
          Fixtures.result(0),
          null);

  @Test
  void shouldSayWhyTheApiServerDoesNotTakeIt() {
    ClaimBook book = new ClaimBook(client, new Refusing(403), Fixtures.NOON);

    ClaimBook.Kept kept = book.keep(image, wanted, changed());

    assertThat(kept.claim()).isNull();
    assertThat(kept.refusal()).contains("PersistentVolumeClaim orders-db", "exceeded quota");
  }

  @Test
  void shouldWriteNothingWhereNothingDiffers() {
    ClaimBook book = new ClaimBook(client, new Refusing(500), Fixtures.NOON);

    assertThat(book.keep(image, wanted, wanted).claim()).isSameAs(wanted);
  }

  @Test
  void shouldFindTheClaimThatTheCacheDoesNotShow() {
    client.resource(wanted).create();
    ClaimBook book = new ClaimBook(client, new Refusing(500), Fixtures.NOON);

    ClaimBook.Kept kept = book.keep(image, wanted, null);

    assertThat(kept.claim()).isNotNull();
    assertThat(book.isClaimed("shop", Fixtures.reference(image))).isTrue();
  }

  @Test
  void shouldNamePodsThatUseTheClaimAndThoseOnly() {
    pod("vm-1", "orders-db", "Running");
    pod("vm-2", "orders-db", "Succeeded");
    pod("vm-3", "another", "Running");

    Publication held = book().whyHeld(deleted("2026-01-01T11:59:59Z"));

    assertThat(held.reason()).isEqualTo(Published.ClaimInUse);
    assertThat(held.message()).contains("vm-1").doesNotContain("vm-2", "vm-3");
  }

  @Test
  void shouldNameTheFinalizersOfAClaimThatNoPodUsesAndThatStays() {
    assertThat(book().whyHeld(deleted("2026-01-01T11:59:59Z")).reason())
        .isEqualTo(Published.Pending);

    Publication held = book().whyHeld(deleted("2026-01-01T11:59:00Z"));

    assertThat(held.reason()).isEqualTo(Published.ClaimInUse);
    assertThat(held.message()).contains("example.org/mine");
  }

  private ClaimBook book() {
    return new ClaimBook(client, new MergePatchWriter(), Fixtures.NOON);
  }

  private PersistentVolumeClaim changed() {
    return new PersistentVolumeClaimBuilder(wanted)
        .editMetadata()
        .withLabels(Map.of())
        .endMetadata()
        .build();
  }

  private PersistentVolumeClaim deleted(String when) {
    return new PersistentVolumeClaimBuilder(wanted)
        .editMetadata()
        .withDeletionTimestamp(when)
        .withFinalizers("example.org/mine")
        .endMetadata()
        .build();
  }

  private void pod(String name, String claim, String phase) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("shop")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("disk")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build())
        .create();
  }

  /** An API server that takes nothing. */
  private record Refusing(int code) implements StatusWriter {
    @Override
    public <P extends HasMetadata> P write(P current, P withStatus, Context<P> context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends HasMetadata> T apply(KubernetesClient client, T wanted) {
      throw new KubernetesClientException("exceeded quota", code, null);
    }

    @Override
    public boolean appliesOnServer() {
      return true;
    }
  }
}
