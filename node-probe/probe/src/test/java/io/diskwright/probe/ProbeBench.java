package io.diskwright.probe;

import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Probes all the directories given, again and again, and prints how long a whole round takes.
 *
 * <p>{@code --rounds N} rounds are measured after as many warm ones; {@code --threads N} probe at
 * once.
 */
public final class ProbeBench {
  private ProbeBench() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    int rounds = 40;
    int threads = 1;
    List<ProbeRequest> requests = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--threads" -> threads = Integer.parseInt(args[++i]);
        default -> requests.add(new ProbeRequest(Path.of(args[i]), "bench", "", 10, List.of()));
      }
    }
    DeviceProbe probe = new DeviceProbe(Libc.system(), Clock.systemUTC());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < rounds; i++) {
        round(probe, requests, pool);
      }
      long[] nanos = new long[rounds];
      long cpu = cpuNanos();
      for (int i = 0; i < rounds; i++) {
        long start = System.nanoTime();
        round(probe, requests, pool);
        nanos[i] = System.nanoTime() - start;
      }
      cpu = cpuNanos() - cpu;
      Arrays.sort(nanos);
      System.out.printf(
          "targets %d, threads %d, rounds %d: median %.1f ms, best %.1f ms, worst %.1f ms, CPU %.1f ms%n",
          requests.size(),
          threads,
          rounds,
          nanos[rounds / 2] / 1e6,
          nanos[0] / 1e6,
          nanos[rounds - 1] / 1e6,
          cpu / 1e6 / rounds);
    }
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void round(DeviceProbe whole, List<ProbeRequest> requests, ExecutorService pool)
      throws Exception {
    DeviceProbe probe = whole.round();
    List<Future<?>> running = new ArrayList<>();
    for (ProbeRequest request : requests) {
      running.add(pool.submit(() -> probe.probe(request)));
    }
    for (Future<?> one : running) {
      one.get();
    }
  }
}
