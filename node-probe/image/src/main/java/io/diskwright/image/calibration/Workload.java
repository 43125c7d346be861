package io.diskwright.image.calibration;

import io.diskwright.image.calibration.NbdClient.Done;
import java.io.IOException;
import java.util.Arrays;

/** What is written and read, the same for every way. */
final class Workload {
  private static final int SMALL_DEPTH = 8;
  private static final int LARGE_DEPTH = 4;

  private final Scale scale;
  private final long[] random;
  private final long[] sequential;

  Workload(Scale scale) {
    this.scale = scale;
    this.random = scale.randomOffsets();
    this.sequential = scale.sequentialOffsets();
  }

  Scale scale() {
    return scale;
  }

  /** What the small blocks took; all three over the same places. */
  record Random(Done first, Done overwrites, Done reads) {}

  /** Small blocks: to a fresh image, again, and back. */
  Random random(NbdClient client) throws IOException {
    Done first = client.write(random, Scale.SMALL, SMALL_DEPTH, scale.firstNanos());
    long[] written = Arrays.copyOf(random, first.operations());
    return new Random(
        first,
        client.write(written, Scale.SMALL, SMALL_DEPTH, scale.againNanos()),
        client.read(written, Scale.SMALL, SMALL_DEPTH, scale.againNanos()));
  }

  /** Bytes written at random once {@link #rest} was, too. */
  long randomBytes() {
    return (long) random.length * Scale.SMALL;
  }

  /** Whether {@code done} is not yet all that is written at random. */
  boolean isRest(Done done) {
    return done.operations() < random.length;
  }

  /** What there was no time for, so that space is always that of the same writes. */
  void rest(NbdClient client, Done done) throws IOException {
    long[] left = Arrays.copyOfRange(random, done.operations(), random.length);
    Done unused = client.write(left, Scale.SMALL, SMALL_DEPTH, Long.MAX_VALUE);
  }

  /** Large blocks to a fresh image. */
  Done sequential(NbdClient client) throws IOException {
    return client.write(sequential, Scale.LARGE, LARGE_DEPTH, scale.sequentialNanos());
  }
}
