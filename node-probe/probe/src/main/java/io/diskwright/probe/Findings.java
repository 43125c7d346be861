package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.Capability;
import io.diskwright.probe.declared.DeclarationFile;
import io.diskwright.probe.measured.MeasurementFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one probe has found out so far: one answer to each capability, and what else is published.
 *
 * <p>One thread asks and another watches how long each question takes. When one takes too long, the
 * watcher takes what there is into new findings, and from then on these take nothing.
 */
final class Findings {
  private final Map<Capability, Finding> byCapability = new EnumMap<>(Capability.class);
  private final List<Hang> hangs = new ArrayList<>();
  private @Nullable Place place;
  private @Nullable Facts facts;
  private @Nullable Facts sketch;
  private @Nullable Gone gone;
  private DeclarationFile.Reading declared = new DeclarationFile.Reading.None();
  private MeasurementFile.Reading measured = new MeasurementFile.Reading.None();
  private @Nullable Verdict ready;
  private @Nullable Verdict healthy;
  private @Nullable Finding trouble;
  private @Nullable Capability asked;
  private String call = "";
  private String part = "";
  private long since = System.nanoTime();
  private boolean reached;
  private boolean finished;
  private boolean closed;

  /**
   * A question that has not come back.
   *
   * @param call as evidence names it, or the name of the part
   */
  record Hang(String call, Duration limit) {
    /** As the evidence says it. */
    String result() {
      return "timed out after " + seconds();
    }

    String seconds() {
      return seconds(limit);
    }

    static String seconds(Duration limit) {
      long millis = limit.toMillis();
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
    }

    private Finding finding() {
      return Finding.unknown(
          call, result(), "could not be asked: the call has not come back from the kernel");
    }
  }

  /** The place is not there any more. */
  record Gone(String call, int errno) {
    String message() {
      return call + ": " + Errno.describe(errno);
    }
  }

  /** Records an answer. */
  synchronized void put(Capability capability, Finding finding) {
    if (!closed) {
      byCapability.put(capability, finding);
    }
  }

  /**
   * Records what one more source says: the better source answers, the other is kept beside it. The
   * order in which they come does not matter, but for equals, where the first one wins.
   */
  synchronized void weigh(Capability capability, Finding finding) {
    if (!closed) {
      byCapability.merge(capability, finding, Finding::weighedWith);
    }
  }

  /** Revises an answer that was given before; does nothing when there is none. */
  void revise(Capability capability, UnaryOperator<Finding> change) {
    Finding before;
    synchronized (this) {
      before = byCapability.get(capability);
    }
    if (before != null) {
      put(capability, change.apply(before)); // not under the lock, for it may ask
    }
  }

  /**
   * Asks, unless that has been answered, and records the failure of the call as the answer it is.
   * Also an answer that makes no sense is one.
   *
   * @param call as the evidence is to name it
   * @param ifAbsent what it means when the kernel says that it cannot
   */
  void ask(Capability capability, String call, String ifAbsent, Supplier<Finding> question) {
    if (begin(capability, call)) {
      put(capability, answer(call, ifAbsent, question));
      end();
    }
  }

  private static Finding answer(String call, String ifAbsent, Supplier<Finding> question) {
    try {
      return question.get();
    } catch (ScratchUnavailable e) {
      return e.finding();
    } catch (ErrnoException e) {
      return Finding.failed(call, e, ifAbsent);
    } catch (RuntimeException e) {
      return Finding.unknown(call, "not understood", "the answer makes no sense: " + e);
    }
  }

  private synchronized boolean begin(Capability capability, String named) {
    if (closed || byCapability.containsKey(capability)) {
      return false;
    }
    asked = capability;
    call = named;
    since = System.nanoTime();
    return true;
  }

  private synchronized void end() {
    asked = null;
    call = part;
    since = System.nanoTime();
  }

  /** The next part begins; false when nobody waits for it any more. */
  synchronized boolean begin(Part next) {
    part = next.name();
    end();
    return !closed;
  }

  /** Nothing more comes; false when nobody waits for it any more. */
  synchronized boolean finish() {
    finished = true;
    return !closed;
  }

  /** How long the question under way may still take. */
  synchronized Duration left(Duration limit) {
    return limit.minusNanos(System.nanoTime() - since);
  }

  /**
   * Gives the question under way up, if it has taken {@code limit} or is {@code due} for another
   * reason: new findings with all that is known, to go on with. Null when there is nothing to give
   * up.
   */
  synchronized @Nullable Findings giveUp(Duration limit, boolean due) {
    if (finished || closed || !due && left(limit).isPositive()) {
      return null;
    }
    closed = true;
    Findings next = new Findings();
    next.byCapability.putAll(byCapability);
    next.hangs.addAll(hangs);
    next.place = place == null ? null : place.again();
    next.facts = facts;
    next.sketch = sketch;
    next.gone = gone;
    next.reached = reached;
    next.declared = declared;
    next.measured = measured;
    next.ready = ready;
    next.healthy = healthy;
    next.trouble = trouble;
    Hang hang = new Hang(call, limit);
    next.hangs.add(hang);
    if (asked != null) {
      next.byCapability.put(asked, hang.finding());
    }
    return next;
  }

  /** Whether it was a question about one capability that was given up, not a whole part. */
  synchronized boolean hungInQuestion() {
    return asked != null;
  }

  /** The answer; never null after a whole probe. */
  synchronized Finding get(Capability capability) {
    Finding finding = byCapability.get(capability);
    if (finding == null) {
      throw new IllegalStateException(capability + " was not asked");
    }
    return finding;
  }

  /** Whatever has no answer could not be asked; this says why. */
  synchronized void complete() {
    Finding why = Finding.unknown(part, "not asked", "could not be asked");
    if (gone != null) {
      why = Finding.unknown(gone.call, Errno.name(gone.errno), "the device is gone");
    } else if (!hangs.isEmpty()) {
      why = hangs.getLast().finding();
    } else if (trouble != null) {
      why = trouble;
    }
    for (Capability capability : Capability.values()) {
      byCapability.putIfAbsent(capability, why);
    }
  }

  /** Closes what is open. */
  void close() {
    Place open;
    synchronized (this) {
      open = place;
      place = null;
      part = "close";
      end();
    }
    if (open != null) {
      open.close();
    }
  }

  /** A part failed as a whole. */
  synchronized void failed(RuntimeException e) {
    trouble =
        e instanceof ErrnoException errno
            ? Finding.unknown(
                errno.call(), errno.errnoName(), "could not be asked: " + errno.getMessage())
            : Finding.unknown(part, "not understood", "the answer makes no sense: " + e);
  }

  synchronized List<Hang> hangs() {
    return List.copyOf(hangs);
  }

  /** Whether some call failed with one of these errors. */
  synchronized boolean anyResult(List<String> results) {
    return byCapability.values().stream().anyMatch(f -> results.contains(f.evidence().result()));
  }

  /** Whether the target could be opened, and has not gone since. */
  synchronized boolean reached() {
    return reached && gone == null;
  }

  synchronized void reach() {
    reached = true;
  }

  synchronized @Nullable Place place() {
    return place;
  }

  synchronized Place openPlace() {
    if (place == null) {
      throw new IllegalStateException("no place is open");
    }
    return place;
  }

  /** Takes over an open place, to be closed with these findings. */
  synchronized void place(Place opened) {
    place = opened;
  }

  synchronized @Nullable Facts facts() {
    return facts;
  }

  synchronized void facts(Facts read) {
    facts = read;
  }

  /** What little is known, until there are facts. */
  synchronized @Nullable Facts sketch() {
    return sketch;
  }

  synchronized void sketch(Facts little) {
    sketch = little;
  }

  synchronized @Nullable Gone gone() {
    return gone;
  }

  synchronized void gone(ErrnoException why) {
    gone = new Gone(why.call(), why.errno());
  }

  /** What the file beside the target declares. */
  synchronized DeclarationFile.Reading declared() {
    return declared;
  }

  synchronized void declared(DeclarationFile.Reading read) {
    declared = read;
  }

  synchronized MeasurementFile.Reading measured() {
    return measured;
  }

  synchronized void measured(MeasurementFile.Reading read) {
    measured = read;
  }

  synchronized @Nullable Verdict ready() {
    return ready;
  }

  synchronized void ready(Verdict verdict) {
    ready = verdict;
  }

  synchronized @Nullable Verdict healthy() {
    return healthy;
  }

  synchronized void healthy(Verdict verdict) {
    healthy = verdict;
  }
}
