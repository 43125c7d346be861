package io.diskwright.agent;

import io.diskwright.agent.Sight.Refusal;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.image.ImageException;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.probe.Glance;
import io.diskwright.probe.HangException;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.TimeLimited;
import io.diskwright.probe.Whereabouts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one place: probes it, and, only if it is the one that was published before or nothing
 * was, makes it ready for images.
 */
final class PlaceLooker {
  private static final Logger log = LoggerFactory.getLogger(PlaceLooker.class);
  private static final String FAILED = "ProbeFailed";
  private static final String TIMED_OUT = "ProbeTimedOut";

  private final String nodeName;
  private final Prober prober;
  private final Images images;
  private final Clock clock;
  private final TimeLimited limited;
  private final Set<Path> swept;

  PlaceLooker(String nodeName, Prober prober, Images images, Clock clock) {
    this(nodeName, prober, images, clock, ProbeRequest.USUAL_LIMIT);
  }

  /** Waits {@code limit} for what the kernel may never answer. */
  PlaceLooker(String nodeName, Prober prober, Images images, Clock clock, Duration limit) {
    this(nodeName, prober, images, clock, new TimeLimited(limit), ConcurrentHashMap.newKeySet());
  }

  private PlaceLooker(
      String nodeName,
      Prober prober,
      Images images,
      Clock clock,
      TimeLimited limited,
      Set<Path> swept) {
    this.nodeName = nodeName;
    this.prober = prober;
    this.images = images;
    this.clock = clock;
    this.limited = limited;
    this.swept = swept;
  }

  /**
   * What is there now.
   *
   * @param known the device published for this place, or null
   */
  Sight look(Place place, @Nullable StorageDevice known) {
    StorageDevice found = null;
    Whereabouts where = null;
    try {
      ProbeRequest request = place.request(nodeName);
      if (!place.isDirectory()) {
        return group(place, prober.probe(request), known);
      }
      boolean missing = false;
      try {
        found = prober.probe(request);
      } catch (ProbeException e) {
        if (!e.isMissing()) {
          throw e;
        }
        found = prober.probeMissing(request);
        missing = true;
      }
      if (sight(place, found, null).isOutOfReach()) {
        return sight(place, asKnown(found, known), null); // looking where it is could hang
      }
      where = missing ? null : locate(place);
      Optional<Refusal> replaced = replaced(known, found);
      if (replaced.isPresent()) {
        return new Sight(place, found, where, replaced.get());
      }
      Refusal unmounted = sight(place, found, where).unmounted();
      if (unmounted != null) {
        // Nothing of what was found is published: it is not what is to be known again.
        return new Sight(place, null, where, unmounted);
      }
      if (!sight(place, found, where).isReady()) {
        return sight(place, found, where); // read-only, perhaps: the probe has said what it is
      }
      PlaceIdentity identity = PlaceIdentity.of(found.getStatus().identity());
      limited.call(
          place.name(),
          "preparing",
          () -> {
            images.prepare(place.directory(), identity);
            return true;
          });
      if (missing) {
        found = prober.probe(request);
        where = locate(place);
      }
      if (!swept.contains(place.directory())) {
        limited.call(place.name(), "removing leftovers", () -> sweep(place, identity));
        swept.add(place.directory());
      }
      return sight(place, found, where);
    } catch (ImageException | ProbeException e) {
      return new Sight(place, found, where, new Refusal(FAILED, Trouble.of(e)));
    } catch (HangException e) {
      return new Sight(place, found, where, hangs(e));
    }
  }

  private @Nullable Whereabouts locate(Place place) throws HangException {
    return limited.call(place.name(), "stat", () -> prober.locate(place.directory())).orElse(null);
  }

  private static Refusal hangs(HangException e) {
    return new Refusal(TIMED_OUT, String.valueOf(e.getMessage()));
  }

  /** A volume group is where it is, and nothing is made in it yet. */
  private static Sight group(Place place, StorageDevice found, @Nullable StorageDevice known) {
    Sight sight = sight(place, found, null);
    return sight.isOutOfReach()
        ? sight(place, asKnown(found, known), null)
        : replaced(known, found).map(sight::refused).orElse(sight);
  }

  /**
   * The same for places that are looked at together: what they share is asked once. The thread that
   * hangs in one is not joined by another in the next round.
   */
  PlaceLooker round() {
    return new PlaceLooker(nodeName, prober.round(), images, clock, limited, swept);
  }

  /** A glance at a place that was looked at before; empty when that tells nothing. */
  Optional<Glance> glance(Place place) {
    try {
      return prober.glance(place.request(nodeName));
    } catch (ProbeException e) {
      return Optional.empty();
    }
  }

  /** The same, with a marker on the medium, if it can bear one. */
  Sight marked(Sight sight) {
    StorageDevice found = sight.found();
    DeviceIdentity identity = sight.identity();
    if (found == null
        || identity == null
        || identity.marker() != null
        || !sight.place().isDirectory()
        || !sight.isReady()) {
      return sight;
    }
    try {
      Place place = sight.place();
      String uuid =
          limited.call(
              place.name(),
              "writing the marker",
              () ->
                  images.identify(
                      place.directory(),
                      PlaceIdentity.of(identity),
                      PlaceIdentity.fresh(identity, place.pool(), clock.instant())));
      found.setStatus(found.getStatus().with(identity.marked(uuid)));
      return sight;
    } catch (ImageException e) {
      return sight.refused(new Refusal(FAILED, Trouble.of(e)));
    } catch (HangException e) {
      return sight.refused(hangs(e));
    }
  }

  private static Sight sight(Place place, StorageDevice found, @Nullable Whereabouts where) {
    return new Sight(place, found, where, null);
  }

  /** What cannot be asked now is still called as it was, and still the same. */
  private static StorageDevice asKnown(StorageDevice found, @Nullable StorageDevice known) {
    if (known != null) {
      found.getMetadata().setName(known.getMetadata().getName());
      found.setStatus(found.getStatus().with(known.getStatus().identity()));
    }
    return found;
  }

  private static Optional<Refusal> replaced(@Nullable StorageDevice known, StorageDevice found) {
    return known == null
        ? Optional.empty()
        : IdentityCheck.replaced(
            known.getMetadata().getName(), known.getStatus(), found.getStatus());
  }

  private List<String> sweep(Place place, PlaceIdentity identity) throws ImageException {
    List<String> names = images.sweep(place.directory(), identity);
    for (String name : names) {
      log.atInfo()
          .setMessage("Leftover removed")
          .addKeyValue("directory", place.directory())
          .addKeyValue("name", name)
          .log();
    }
    return names;
  }
}
