package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.probe.ProbeRequest;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A place of which some call does not come back, beside one that answers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HangingPlaceTest {
  private static final Path DEAD = Path.of("/srv/dead");
  private static final Path ALIVE = Path.of("/srv/alive");

  private final Fakes.StandingClock clock = new Fakes.StandingClock();
  private final Fakes.RememberingApi api = new Fakes.RememberingApi();
  private final CountDownLatch released = new CountDownLatch(1);
  private final HangingImages images = new HangingImages();
  private final CountDownLatch probed = new CountDownLatch(2);
  private final DevicePublisher publisher =
      new DevicePublisher(
          "node-a",
          new PlaceLooker(
              "node-a",
              new Fakes.ScriptedProber(this::probe),
              images,
              clock,
              Duration.ofMillis(200)),
          api,
          new Conditions(clock),
          null);

  private final class HangingImages extends Fakes.ScriptedImages {
    @Override
    public void prepare(Path pool, PlaceIdentity identity)
        throws io.diskwright.image.ImageException {
      super.prepare(pool, identity);
      if (pool.equals(DEAD)) {
        await(released);
      }
    }
  }

  private StorageDevice probe(ProbeRequest request) {
    probed.countDown();
    await(probed); // only side by side do both get past this
    String name = request.directory().equals(DEAD) ? "node-a-dead" : "node-a-alive";
    StorageDevice device = Fakes.device(name, request.directory(), 50 * Fakes.GIB, clock);
    device.setStatus(device.getStatus().with(device.getStatus().identity().marked(name)));
    return device;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Place place(Path directory) {
    return new Place("default", directory, 10, List.of());
  }

  private Condition ready(String name) {
    StorageDevice device = Objects.requireNonNull(api.devices.get(name), name);
    return Objects.requireNonNull(Conditions.find(device.getStatus().conditions(), "Ready"));
  }

  private long prepared() {
    return images.calls.stream().filter(("prepare " + DEAD)::equals).count();
  }

  @Test
  void shouldSayWhatHangsAndAskItNoMoreWhileItDoes() {
    List<Place> places = List.of(place(DEAD), place(ALIVE));

    publisher.publishAll(places);
    publisher.publishAll(places);
    publisher.refresh();

    assertThat(ready("node-a-alive").getStatus()).isEqualTo("True");
    assertThat(ready("node-a-dead").getStatus()).isEqualTo("False");
    assertThat(ready("node-a-dead").getReason()).isEqualTo("ProbeTimedOut");
    assertThat(ready("node-a-dead").getMessage())
        .startsWith("preparing of /srv/dead has not come back after 0.2 s");
    assertThat(prepared()).isEqualTo(1);

    released.countDown();
    while (!ready("node-a-dead").getStatus().equals("True")) { // once the thread has come back
      publisher.publishAll(places);
    }
    assertThat(prepared()).isGreaterThan(1);
  }
}
