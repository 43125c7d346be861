package io.diskwright.image.calibration;

import io.diskwright.image.ImageException;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Candidate;
import io.diskwright.planner.ImageFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** One calibration: which way is measured when, and which is left out where time is short. */
final class Session {
  static final int FEWEST_REPEATS = 2;

  private static final int MOST_REPEATS = 5;
  private static final int MOST_QUICK_REPEATS = 3;

  /** Making, serving and removing, beside what is measured. */
  private static final long BESIDES_NANOS = 400_000_000L;

  /** Time for a signal that has ended qemu-nbd to arrive here too. */
  private static final long SIGNAL_NANOS = 150_000_000L;

  /** In the first round only neighbours change places, so that the most promising come early. */
  private static final int NEIGHBOURS = 6;

  private static final long SEED = 20260101;

  private final CalibrationRequest request;
  private final CalibrationWatch watch;
  private final Trial trial;
  private final TrialDirectory directory;
  private final long deadline;
  private final long start = System.nanoTime();
  private final Random random = new Random(SEED);
  private final Rounds rounds = new Rounds();
  private final Map<Integer, Long> durations = new TreeMap<>();
  private final List<Calibration.Failed> failed = new ArrayList<>();
  private final List<Integer> active;
  private int done;

  Session(
      CalibrationRequest request,
      CalibrationWatch watch,
      Trial trial,
      TrialDirectory directory,
      long deadline) {
    this.request = request;
    this.watch = watch;
    this.trial = trial;
    this.directory = directory;
    this.deadline = deadline;
    this.active = new ArrayList<>(IntStream.range(0, request.ways().size()).boxed().toList());
  }

  /** Where it is served from, and how fast that is. */
  private record Look(ServerMode mode, Sample sample) {}

  Calibration run() throws ImageException {
    Scale largest = Guard.scale(request.target(), free(), request.quick());
    Look look = look();
    Workload workload = new Workload(largest.slowedTo(look.sample, request.quick()));
    long nominal = workload.scale().measuredNanos() + BESIDES_NANOS;
    cutTo((int) (left() / (FEWEST_REPEATS * nominal)));
    int most = request.quick() ? MOST_QUICK_REPEATS : MOST_REPEATS;
    for (int round = 0; round < most && isTimeFor(round, nominal); round++) {
      for (int way : order(round)) {
        if (isTimeFor(round, way, nominal)) {
          measure(way, workload, look.mode, most, nominal);
        }
      }
    }
    List<Integer> kept =
        active.stream().filter(way -> rounds.repeats(way) >= FEWEST_REPEATS).toList();
    if (kept.isEmpty()) {
      throw nothing();
    }
    return new Calibration(
        rounds.results(request.ways(), kept, workload.scale().imageBytes()),
        kept.stream().mapToInt(rounds::repeats).min().orElse(0),
        workload.scale().imageBytes(),
        look.mode.cache(),
        look.mode.aio(),
        failed,
        leftOut(kept));
  }

  private List<Candidate> leftOut(List<Integer> kept) {
    return request.ways().stream()
        .filter(way -> failed.stream().noneMatch(f -> f.way() == way))
        .filter(way -> kept.stream().noneMatch(k -> request.ways().get(k) == way))
        .toList();
  }

  private ImageException nothing() {
    String why =
        failed.isEmpty()
            ? "there was no time to measure anything twice; give it more with --time"
            : failed.getFirst().why();
    return new ImageException(
        ImageException.Kind.Failed,
        "Nothing could be measured in " + request.target() + ": " + why + ". Nothing was left.");
  }

  private long left() {
    return deadline - System.nanoTime();
  }

  private long free() {
    return directory.freeBytes() - request.reserveBytes();
  }

  /** Leaves out the last, but not the first. */
  private void cutTo(int count) {
    active.subList(Math.min(active.size(), Math.max(1, count)), active.size()).clear();
  }

  /** Each round in another order, so that no way always comes after the same other. */
  private List<Integer> order(int round) {
    List<Integer> order = new ArrayList<>(active);
    int span = round == 0 ? NEIGHBOURS : Math.max(1, order.size());
    for (int from = 0; from < order.size(); from += span) {
      Collections.shuffle(order.subList(from, Math.min(order.size(), from + span)), random);
    }
    return order;
  }

  /**
   * Whether there is time for a round. After the first, as many are left out as there is no time to
   * repeat; later rounds are whole or not at all.
   */
  private boolean isTimeFor(int round, long nominal) {
    if (round == 1) {
      active.removeIf(way -> !durations.containsKey(way));
      while (active.size() > 1 && roundNanos(nominal) > left()) {
        active.removeLast();
      }
      return true;
    }
    return round == 0 || roundNanos(nominal) < left();
  }

  private long roundNanos(long nominal) {
    return active.stream().mapToLong(way -> durations.getOrDefault(way, nominal)).sum();
  }

  private boolean isTimeFor(int round, int way, long nominal) {
    if (!active.contains(way)) {
      return false; // failed meanwhile
    }
    long needed = durations.getOrDefault(way, nominal);
    long whole = deadline - start;
    return needed < left() && (round > 0 || left() > whole / 2);
  }

  private void measure(int way, Workload workload, ServerMode mode, int most, long nominal)
      throws ImageException {
    Guard.require(request.target(), workload.scale(), free());
    Candidate candidate = request.ways().get(way);
    tell(candidate, most, nominal);
    long begun = System.nanoTime();
    try {
      rounds.add(way, trial.run(candidate, workload, mode, rounds.lacksSpace(way)));
      done++;
      durations.merge(way, System.nanoTime() - begun, Math::max);
    } catch (ImageException e) {
      failed(way, e, e.kind() == ImageException.Kind.NoSpace);
    } catch (ErrnoException e) {
      failed(way, e, e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT);
    } catch (IOException e) {
      failed(way, e, false);
    }
  }

  private void tell(Candidate way, int most, long nominal) {
    long each = done == 0 ? nominal : (System.nanoTime() - start) / (done + 1);
    long possible = done + left() / Math.max(1, each);
    int total = (int) Math.max(done + 1, Math.min((long) most * active.size(), possible));
    watch.at(way, done, total, Duration.ofNanos(Math.min(left(), (total - done) * each)));
  }

  private void failed(int way, Exception e, boolean full) throws ImageException {
    stopIfAsked();
    if (left() <= 0) {
      return; // it was cut short
    }
    String why = String.valueOf(e.getMessage());
    if (full) {
      throw new ImageException(
          ImageException.Kind.NoSpace,
          request.target() + " ran full while measuring: " + why + ". Nothing was left.",
          e);
    }
    active.remove((Integer) way);
    failed.add(new Calibration.Failed(request.ways().get(way), why));
  }

  private void stopIfAsked() throws ImageException {
    if (!watch.isToStop()) {
      LockSupport.parkNanos(SIGNAL_NANOS);
    }
    if (watch.isToStop() || Thread.currentThread().isInterrupted()) {
      throw new ImageException(
          ImageException.Kind.Cancelled,
          "Measuring in " + request.target() + " was stopped. Nothing was left.");
    }
  }

  /** Finds out how images can be served, and warms up; what it measures is not kept. */
  private Look look() throws ImageException {
    Workload small = new Workload(Scale.first());
    Candidate plain = plain();
    tell(plain, 1, BESIDES_NANOS);
    Optional<Exception> trouble = Optional.empty();
    for (ServerMode mode : ServerMode.ALL) {
      try {
        return new Look(mode, trial.run(plain, small, mode, true));
      } catch (IOException | ErrnoException e) {
        stopIfAsked();
        trouble = trouble.or(() -> Optional.of(e));
      }
    }
    String why = trouble.map(e -> String.valueOf(e.getMessage())).orElse("");
    throw new ImageException(
        ImageException.Kind.Failed,
        "Nothing can be measured in "
            + request.target()
            + ": "
            + why
            + ". qemu-nbd is needed (Debian, Ubuntu: apt install qemu-utils; Fedora: dnf install"
            + " qemu-img).");
  }

  private Candidate plain() {
    TreeMap<String, String> options = new TreeMap<>(Map.of("preallocation", "off"));
    return new Candidate(
        request.ways().getFirst().device(), AllocationPolicy.Thin, ImageFormat.raw, options);
  }
}
