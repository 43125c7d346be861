package io.diskwright.agent;

import static io.diskwright.agent.Fakes.GIB;
import static io.diskwright.agent.Fakes.PLACE;
import static io.diskwright.agent.Fakes.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.planner.Capability;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeTarget;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DevicePublisherTest {
  private static final String NAME = "node-a-00000001";

  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final Fakes.ScriptedImages images = new Fakes.ScriptedImages();
  private final Fakes.RememberingApi api = new Fakes.RememberingApi();
  private long free = 50 * GIB;
  private @Nullable ProbeException probeFails;
  private final DevicePublisher publisher =
      new DevicePublisher(
          "node-a",
          new PlaceLooker(
              "node-a",
              new Fakes.ScriptedProber(
                  request -> {
                    if (probeFails != null) {
                      throw probeFails;
                    }
                    return images.marked(Fakes.device(NAME, request.directory(), free, clock));
                  }),
              images,
              clock),
          api,
          new Conditions(clock),
          null);

  @Test
  void shouldPrepareSweepOnceAndPublish() {
    publisher.publishAll(List.of(PLACE));
    publisher.publishAll(List.of(PLACE));

    assertThat(images.calls)
        .containsExactly("prepare " + POOL, "sweep " + POOL, "identify " + POOL, "prepare " + POOL);
    assertThat(published().getStatus().identity().marker()).isEqualTo(images.marker.get());
    assertThat(api.writes).containsExactly("publish " + NAME);
  }

  @Test
  void shouldPublishAVolumeGroupAndMakeNothingInIt() {
    // Given
    ProbeTarget target = new ProbeTarget.VolumeGroup("vg0", "pool0");
    Place place = new Place("default", target, 10, List.of(), false, null);
    DevicePublisher groups =
        new DevicePublisher(
            "node-a",
            new PlaceLooker(
                "node-a",
                new Fakes.ScriptedProber(
                    request -> {
                      if (probeFails != null) {
                        throw probeFails;
                      }
                      return Fakes.device(NAME, request.target().published(), free, clock);
                    }),
                images,
                clock),
            api,
            new Conditions(clock),
            null);

    // When
    groups.publishAll(List.of(place));
    probeFails = new ProbeException("lvm has not answered");
    groups.publishAll(List.of(place));

    // Then
    assertThat(images.calls).isEmpty();
    assertThat(api.writes).containsExactly("publish " + NAME, "status " + NAME);
    assertThat(published().getStatus().target().text()).isEqualTo("vg0/pool0");
    assertThat(Conditions.isTrue(published().getStatus().conditions(), "Ready")).isFalse();
    assertThat(groups.sights().getFirst().watched().directory()).isNull();
  }

  @Test
  void shouldWriteNothingWhileNothingChangesButTheTime() {
    publisher.publishAll(List.of(PLACE));
    clock.pass(Duration.ofHours(1));
    free -= GIB; // a hundredth of the total

    publisher.publishAll(List.of(PLACE));

    assertThat(api.writes).containsExactly("publish " + NAME);
  }

  @Test
  void shouldWriteACapacityThatMovedByMoreThanAHundredth() {
    publisher.publishAll(List.of(PLACE));
    free -= GIB + 1;

    publisher.publishAll(List.of(PLACE));

    assertThat(api.writes).containsExactly("publish " + NAME, "status " + NAME);
    assertThat(published().getStatus().capacity().freeBytes()).isEqualTo(49 * GIB - 1);
  }

  @Test
  void shouldWriteEveryByteAfterItUsedSome() {
    publisher.publishAll(List.of(PLACE));
    free -= 4096;

    publisher.refresh(POOL);

    assertThat(published().getStatus().capacity().freeBytes()).isEqualTo(free);
  }

  @Test
  void shouldOnlyGlanceWhileNothingButTheRoomChanges() {
    publisher.publishAll(List.of(PLACE));
    publisher.refresh(); // the first one has nothing to compare with
    images.calls.clear();

    assertThat(publisher.refresh()).isFalse();
    free -= 2 * GIB;
    assertThat(publisher.refresh()).isTrue();

    assertThat(images.calls).as("no probe").isEmpty();
    assertThat(api.writes).containsExactly("publish " + NAME, "status " + NAME);
    assertThat(published().getStatus().capacity().freeBytes()).isEqualTo(48 * GIB);
  }

  @Test
  void shouldPublishAgainWhatSomebodyDeleted() {
    publisher.publishAll(List.of(PLACE));

    publisher.observe(NAME, null);
    publisher.publishAll(List.of(PLACE));

    assertThat(api.writes).containsExactly("publish " + NAME, "publish " + NAME);
  }

  @Test
  void shouldWithdrawWhatNoPoolAsksFor() {
    publisher.publishAll(List.of(PLACE));

    publisher.publishAll(List.of());

    assertThat(api.writes).containsExactly("publish " + NAME, "withdraw " + NAME);
  }

  @Test
  void shouldKeepWhatIsKnownAndSayWhyItIsNotReadyWhenAProbeFails() {
    publisher.publishAll(List.of(PLACE));
    probeFails = new ProbeException("input/output error");
    clock.pass(Duration.ofMinutes(1));

    publisher.publishAll(List.of(PLACE));

    assertThat(api.writes).containsExactly("publish " + NAME, "status " + NAME);
    assertThat(published().getStatus().identity().filesystemUuid()).isEqualTo("fs-1");
    assertThat(Conditions.find(published().getStatus().conditions(), "Ready"))
        .satisfies(
            ready -> {
              assertThat(ready.getStatus()).isEqualTo("False");
              assertThat(ready.getReason()).isEqualTo("ProbeFailed");
              assertThat(ready.getMessage()).isEqualTo("input/output error");
              assertThat(ready.getLastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
            });
  }

  @Test
  void shouldShowAPlaceThatCouldNeverBeProbedAndReplaceItWhenItCan() {
    probeFails = new ProbeException("no parent");
    publisher.publishAll(List.of(PLACE));
    StorageDevice shown = api.devices.values().iterator().next();
    assertThat(shown.getMetadata().getName()).startsWith("node-a-").isNotEqualTo(NAME);
    assertThat(shown.getStatus().lacks()).containsExactlyInAnyOrder(Capability.values());
    assertThat(Conditions.isTrue(shown.getStatus().conditions(), "Ready")).isFalse();

    probeFails = null;
    publisher.publishAll(List.of(PLACE));

    assertThat(api.devices).containsOnlyKeys(NAME);
  }

  private StorageDevice published() {
    return Objects.requireNonNull(api.devices.get(NAME));
  }
}
