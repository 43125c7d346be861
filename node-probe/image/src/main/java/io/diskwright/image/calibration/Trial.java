package io.diskwright.image.calibration;

import io.diskwright.image.Allocator;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.Progress;
import io.diskwright.image.calibration.NbdClient.Done;
import io.diskwright.planner.Candidate;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Measures one way once: makes the image as the product does, uses it, and removes it. */
final class Trial {
  private static final double MIB = 1L << 20;

  private final Allocator allocator;
  private final TrialDirectory directory;
  private final Watchdog watchdog;
  private final BooleanSupplier goOn;

  Trial(Allocator allocator, TrialDirectory directory, Watchdog watchdog, BooleanSupplier goOn) {
    this.allocator = allocator;
    this.directory = directory;
    this.watchdog = watchdog;
    this.goOn = goOn;
  }

  /** What is done with a served image. */
  private interface Use<T> {
    T on(NbdClient client) throws IOException;
  }

  /**
   * Measures.
   *
   * @param withSpace whether space is looked at too, which takes longer where the place is slow
   * @throws ImageException when the image cannot be made
   * @throws IOException when it cannot be served or used
   * @throws io.diskwright.libc.ErrnoException when a request or a call fails
   */
  Sample run(Candidate way, Workload workload, ServerMode mode, boolean withSpace)
      throws ImageException, IOException {
    ImageOrder order = order(way, workload.scale().imageBytes());
    try {
      long start = System.nanoTime();
      make(order);
      double createMillis = (System.nanoTime() - start) / 1e6;
      long created = directory.allocatedBytes(order);
      Workload.Random random = serve(order, mode, workload::random);
      if (withSpace && workload.isRest(random.first())) {
        serve(
            order,
            ServerMode.UNMEASURED,
            client -> {
              workload.rest(client, random.first());
              return random;
            });
      }
      long randomAllocated = directory.allocatedBytes(order);
      directory.clear();
      make(order);
      Done sequential = serve(order, mode, workload::sequential);
      return new Sample(
          random.first().perSecond(),
          random.overwrites().perSecond(),
          random.reads().perSecond(),
          sequential.perSecond() * (Scale.LARGE / MIB),
          createMillis,
          withSpace
              ? new Sample.Space(
                  created,
                  workload.randomBytes(),
                  randomAllocated,
                  (long) sequential.operations() * Scale.LARGE,
                  directory.allocatedBytes(order))
              : null);
    } finally {
      directory.clear();
    }
  }

  private ImageOrder order(Candidate way, long bytes) {
    return new ImageOrder(
        directory.uid(),
        directory.path(),
        directory.place(),
        bytes,
        way.policy(),
        way.format(),
        way.options());
  }

  private void make(ImageOrder order) throws ImageException {
    Progress going = (phase, done, total) -> goOn.getAsBoolean();
    var unused = allocator.make(order, going);
  }

  private <T> T serve(ImageOrder order, ServerMode mode, Use<T> use) throws IOException {
    try (ImageServer server =
        ImageServer.start(
            mode, order.format(), directory.fileOf(order), directory.socket(), watchdog)) {
      if (server.client().size() < order.sizeBytes()) {
        throw new IOException("qemu-nbd serves less than the image: " + server.client().size());
      }
      return use.on(server.client());
    } finally {
      watchdog.release();
    }
  }
}
