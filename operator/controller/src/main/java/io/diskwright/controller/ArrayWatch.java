package io.diskwright.controller;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.ArraySpec;
import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayClient;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the arrays of pools, one at a time, on a thread of its own: reconciliations take what is
 * known and never wait. Without arrays there is no thread, and neither interface is loaded.
 */
final class ArrayWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ArrayWatch.class);

  /** How soon a changed Secret is seen: reading one needs the right get, watching all of them. */
  private static final Duration SECRET_CHECK = Duration.ofMinutes(1);

  private final SecretReader secrets;
  private final Function<ArrayInterface, ArrayClient> clients;
  private final Consumer<String> changed;
  private final Map<String, Map<String, ArrayTurn>> pools = new HashMap<>();
  private @Nullable ScheduledThreadPoolExecutor asker;
  private boolean closed;

  /**
   * Watches nothing yet.
   *
   * @param changed hears the name of a pool of whose arrays something else is known now
   */
  ArrayWatch(
      SecretReader secrets,
      Function<ArrayInterface, ArrayClient> clients,
      Consumer<String> changed) {
    this.secrets = secrets;
    this.clients = clients;
    this.changed = changed;
  }

  /** Reads the Secret of an array. */
  @FunctionalInterface
  interface SecretReader {
    /** What the Secret of that name holds. */
    ArraySecrets.Found read(String name) throws ArrayException;
  }

  /** What is known of the arrays of {@code pool}, in their order; from now on they are asked. */
  synchronized List<ArrayStatus> of(StoragePool pool) {
    String name = pool.getMetadata().getName();
    List<ArraySpec> specs = Objects.requireNonNullElse(pool.getSpec().arrays(), List.of());
    Map<String, ArrayTurn> before = pools.getOrDefault(name, Map.of());
    Map<String, ArrayTurn> after = new HashMap<>();
    List<ArrayStatus> known = new ArrayList<>();
    for (ArraySpec spec : specs) {
      ArrayTurn turn = before.get(spec.name());
      if (turn == null || !turn.spec().equals(spec)) {
        turn = new ArrayTurn(spec, known(pool, spec, turn), System.nanoTime());
        schedule(name, turn, Duration.ZERO);
      }
      after.put(spec.name(), turn);
      known.add(turn.status());
    }
    if (after.isEmpty()) {
      pools.remove(name);
    } else {
      pools.put(name, after);
    }
    return List.copyOf(known);
  }

  /** Asks no more for a pool that is gone. */
  synchronized void forget(String pool) {
    pools.remove(pool);
  }

  @Override
  public synchronized void close() {
    closed = true;
    pools.clear();
    if (asker != null) {
      asker.shutdownNow();
    }
  }

  /** What was said of the same element holds: by an answer of ours, or of the operator before. */
  private static @Nullable ArrayStatus known(
      StoragePool pool, ArraySpec spec, @Nullable ArrayTurn turn) {
    if (turn != null) {
      return isSameElement(turn.spec(), spec) ? turn.status() : null;
    }
    StoragePoolStatus status = pool.getStatus();
    if (status == null
        || status.arrays() == null
        || !Objects.equals(status.observedGeneration(), pool.getMetadata().getGeneration())) {
      return null;
    }
    return status.arrays().stream()
        .filter(array -> array.name().equals(spec.name()))
        .findFirst()
        .orElse(null);
  }

  private static boolean isSameElement(ArraySpec one, ArraySpec other) {
    return one.kind() == other.kind()
        && one.endpoint().equals(other.endpoint())
        && Objects.equals(one.namespace(), other.namespace())
        && Objects.equals(one.volume(), other.volume())
        && Objects.equals(one.pool(), other.pool());
  }

  private synchronized void schedule(String pool, ArrayTurn turn, Duration delay) {
    if (closed) {
      return;
    }
    if (asker == null) {
      asker =
          new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("arrays").daemon().factory());
    }
    Future<?> unused =
        asker.schedule(() -> take(pool, turn), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized boolean isWanted(String pool, ArrayTurn turn) {
    return !closed && pools.getOrDefault(pool, Map.of()).get(turn.spec().name()) == turn;
  }

  private void take(String pool, ArrayTurn turn) {
    if (!isWanted(pool, turn)) {
      return;
    }
    Duration rest = SECRET_CHECK;
    try {
      turn(pool, turn);
      Duration due = turn.rest(System.nanoTime());
      rest = due.compareTo(SECRET_CHECK) < 0 ? due : SECRET_CHECK;
    } catch (RuntimeException e) {
      // The API server does not tell of the Secret, or one of the interfaces has a fault.
      log.atWarn()
          .setMessage("Could not ask an array; trying again")
          .addKeyValue("pool", pool)
          .addKeyValue("array", turn.spec().name())
          .setCause(e)
          .log();
    }
    schedule(pool, turn, rest);
  }

  private void turn(String pool, ArrayTurn turn) {
    ArraySpec spec = turn.spec();
    String version = null;
    ArrayStatus after;
    try {
      ArraySecrets.Found secret = secrets.read(spec.credentials().secretRef().name());
      version = secret.version();
      if (!turn.isDue(version, System.nanoTime())) {
        return;
      }
      ArrayAnswer answer =
          clients.apply(spec.kind()).ask(new ArrayQuery(spec, secret.login(), Limits.DEFAULT));
      after =
          new ArrayStatus(
              spec.name(), ArraysReachable.Answered, null, answer.element(), answer.capabilities());
    } catch (ArrayException e) {
      ArrayStatus before = turn.status();
      after =
          new ArrayStatus(
              spec.name(), e.reason(), e.message(), before.element(), before.capabilities());
    }
    if (turn.asked(version, after, System.nanoTime())) {
      log.atInfo()
          .setMessage("Array asked")
          .addKeyValue("pool", pool)
          .addKeyValue("array", spec.name())
          .addKeyValue("reason", after.reason())
          .addKeyValue("message", after.message())
          .log();
      changed.accept(pool);
    }
  }
}
