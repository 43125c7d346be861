package io.diskwright.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does the same with several targets side by side, so that one that does not answer keeps no other
 * waiting. Its threads end when there is nothing to do, and do not keep the process from ending.
 */
public final class SideBySide {
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor threads;
  private final Duration together;

  /** With so many threads at most. */
  public SideBySide(int most) {
    this(most, Duration.ofSeconds(3));
  }

  /** What is done within {@code together} is handed over at once. */
  SideBySide(int most, Duration together) {
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("side-by-side-", 0).factory());
    this.threads.allowCoreThreadTimeOut(true);
    this.together = together;
  }

  private record Done<V extends @Nullable Object>(int index, V value) {}

  /** What {@code work} makes of each, in their order. */
  public <K, V extends @Nullable Object> List<V> map(List<K> all, Function<K, V> work) {
    Map<K, V> found = new LinkedHashMap<>();
    each(all, work, found::putAll);
    return all.stream().<V>map(found::get).toList();
  }

  /**
   * Does {@code work} with each of {@code all}, which are distinct, and hands over what is done, in
   * their order: once all are done or a few seconds are over, and again each time more is done.
   *
   * @param done is run by the thread that calls this
   * @throws CompletionException when this thread is interrupted
   */
  public <K, V extends @Nullable Object> void each(
      List<K> all, Function<K, V> work, Consumer<Map<K, V>> done) {
    if (all.size() < 2) {
      all.forEach(one -> done.accept(single(one, work.apply(one))));
      return;
    }
    CompletionService<Done<V>> running = new ExecutorCompletionService<>(threads);
    List<Future<Done<V>>> futures = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int index = i;
      futures.add(running.submit(() -> new Done<>(index, work.apply(all.get(index)))));
    }
    try {
      long until = System.nanoTime() + together.toNanos();
      for (int left = all.size(); left > 0; ) {
        List<Done<V>> batch = batch(running, left, until - System.nanoTime());
        left -= batch.size();
        batch.sort((a, b) -> Integer.compare(a.index, b.index));
        Map<K, V> values = new LinkedHashMap<>();
        batch.forEach(one -> values.put(all.get(one.index), one.value));
        done.accept(values);
      }
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private static <K, V extends @Nullable Object> Map<K, V> single(K key, V value) {
    Map<K, V> one = new LinkedHashMap<>();
    one.put(key, value);
    return one;
  }

  /** All that is done in that time; when nothing is, the first after it. */
  private static <V extends @Nullable Object> List<Done<V>> batch(
      CompletionService<Done<V>> running, int left, long nanos) {
    List<Done<V>> batch = new ArrayList<>();
    long until = System.nanoTime() + nanos;
    try {
      while (batch.size() < left) {
        Future<Done<V>> next =
            running.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (next == null && !batch.isEmpty()) {
          break;
        }
        batch.add((next == null ? running.take() : next).get());
      }
      return batch;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException error -> throw error;
        case Error error -> throw error;
        case null -> throw new CompletionException(e);
        default -> throw new CompletionException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException("interrupted while targets were looked at", e);
    }
  }
}
