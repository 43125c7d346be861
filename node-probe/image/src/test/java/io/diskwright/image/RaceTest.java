package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.image.Trap.Place;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import io.diskwright.libc.MarkerFile;
import io.diskwright.libc.TrustedFile;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.testing.Mounted;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Another thread exchanges what is there for a trap, and back, as fast as it can, while images are
 * made, grown and erased. How often is told by the property {@code diskwright.races}.
 */
class RaceTest {
  private static final int RACES = Integer.getInteger("diskwright.races", 150);
  private static final long SIZE = 64 << 10;

  private final String uid = UUID.randomUUID().toString();
  private final AtomicLong exchanges = new AtomicLong();
  private Mounted memory;
  private Place place;
  private PlaceIdentity identity = PlaceIdentity.UNKNOWN;

  /** What is exchanged, and for what. */
  enum Race {
    /** The pool, for a link to the victim. */
    POOL_AND_LINK,
    /** The pool, for another directory that holds an image of the same name. */
    POOL_AND_OTHER,
    /** The image's directory, for a link to the victim. */
    IMAGE_AND_LINK,
    /** The directory it is made in, for a link to the victim. */
    TEMPORARY_AND_LINK,
    /** The directory it is erased in, for a link to the victim. */
    CONDEMNED_AND_LINK,
    /** The image's file, for a link to the victim's. */
    FILE_AND_LINK,
    /** The image's file, for another name of the victim's. */
    FILE_AND_OTHER_NAME,
    /** The marker, for a link to the victim's file. */
    MARKER_AND_LINK
  }

  @BeforeEach
  void make() throws Exception {
    memory = Mounted.of("tmpfs", "size=200m,mode=700", "none");
    Path home = memory.directory();
    place = new Place(home.resolve("pool"), home.resolve("victim"), uid);
    for (Path each : new Path[] {place.pool(), home.resolve("spare"), place.victim()}) {
      Files.createDirectory(each);
      Shell.run("chmod", "700", each.toString());
    }
    byte[] data = new byte[(int) SIZE];
    Arrays.fill(data, (byte) 0x5a);
    Files.write(place.victim().resolve("disk.img"), data);
    Files.createDirectory(home.resolve("spare").resolve(uid));
  }

  @AfterEach
  void unmount() {
    memory.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNeverReachTheVictim(Race race) throws Exception {
    // Given
    SortedMap<String, String> before = Fingerprint.butForNames(place.victim());
    SortedMap<String, String> spare = Fingerprint.of(spare());
    spare.remove("");
    if (race == Race.POOL_AND_OTHER) {
      identity = new PlaceIdentity("", identified(), "");
    }
    AtomicBoolean over = new AtomicBoolean();
    Path trap = trap(race);
    Thread attacker = Thread.ofPlatform().start(() -> exchange(target(race), trap, over));

    // When
    int done = 0;
    try {
      for (int i = 0; i < RACES; i++) {
        done += everything(race);
      }
    } finally {
      over.set(true);
      attacker.join();
    }

    // Then
    assertThat(Fingerprint.butForNames(place.victim())).isEqualTo(before);
    if (race == Race.POOL_AND_OTHER) {
      boolean exchanged = Files.exists(spare().resolve(MarkerFile.NAME));
      SortedMap<String, String> now = Fingerprint.of(exchanged ? place.pool() : spare());
      now.remove(""); // its own name was changed all the time
      assertThat(now).isEqualTo(spare);
    }
    System.out.printf(
        "race: %s: %d times, %d steps of them done, %d exchanges, no escape%n",
        race, RACES, done, exchanges.get());
    assertThat(exchanges.get()).isPositive();
  }

  private Path spare() {
    return place.pool().resolveSibling("spare");
  }

  private String identified() throws ImageException {
    return Allocator.system().identify(place.pool(), identity, fresh());
  }

  private static Marker fresh() {
    return Marker.fresh(Instant.EPOCH, "", "", "", "", "");
  }

  private Path target(Race race) {
    return switch (race) {
      case POOL_AND_LINK, POOL_AND_OTHER -> place.pool();
      case IMAGE_AND_LINK -> place.image();
      case TEMPORARY_AND_LINK -> place.temporary();
      case CONDEMNED_AND_LINK -> place.condemned();
      case FILE_AND_LINK, FILE_AND_OTHER_NAME -> place.image().resolve("disk.img");
      case MARKER_AND_LINK -> place.pool().resolve(MarkerFile.NAME);
    };
  }

  private Path trap(Race race) throws Exception {
    Path trap = place.pool().resolveSibling("trap");
    Path file = place.victim().resolve("disk.img");
    return switch (race) {
      case POOL_AND_OTHER -> spare();
      case FILE_AND_OTHER_NAME -> Files.createLink(trap, file);
      case FILE_AND_LINK, MARKER_AND_LINK -> Files.createSymbolicLink(trap, file);
      default -> Files.createSymbolicLink(trap, place.victim());
    };
  }

  /** By the kernel's own call, which leaves no moment without either. */
  private void exchange(Path target, Path trap, AtomicBoolean over) {
    Libc libc = Libc.system();
    while (!over.get()) {
      try {
        libc.renameat2(Fd.CWD, target.toString(), Fd.CWD, trap.toString(), Fcntl.RENAME_EXCHANGE);
        exchanges.incrementAndGet();
      } catch (ErrnoException e) {
        Thread.onSpinWait(); // it is not there at this moment
      }
    }
  }

  private int everything(Race race) {
    ImageOrder order =
        Orders.on(
            identity,
            Orders.order(
                uid,
                place.pool(),
                io.diskwright.planner.ImageFormat.raw,
                AllocationPolicy.Preallocated,
                SIZE,
                "preallocation",
                "full"));
    Allocator allocator = Allocator.system();
    int done = 0;
    if (race == Race.MARKER_AND_LINK) {
      done += worked(() -> TrustedFile.write(Libc.system(), Fd.CWD, marker(), new byte[10]));
    }
    done += worked(this::identified);
    done += worked(() -> allocator.make(order, Progress.NONE));
    done += worked(() -> Grower.system().grow(order.withSize(2 * SIZE), Progress.NONE));
    done += worked(() -> allocator.delete(place.pool(), uid, identity, true));
    done += worked(() -> allocator.sweep(place.pool(), identity));
    return done;
  }

  private String marker() {
    return place.pool().resolve(MarkerFile.NAME).toString();
  }

  private static int worked(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    try {
      call.call();
      return 1;
    } catch (ImageException | ErrnoException e) {
      return 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
