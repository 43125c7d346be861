package io.diskwright.bench;

import io.diskwright.planner.DeviceFacts;
import java.lang.ref.Reference;
import java.util.List;

/** What the facts of 48,000 devices take on the heap, in MiB. */
public final class FactsMemory {
  private static final int DEVICES = 48_000;

  private FactsMemory() {}

  /** Prints it. */
  public static void main(String[] args) throws InterruptedException {
    List<DeviceFacts> warm = Fleet.facts(24, 4);
    long before = used();
    List<DeviceFacts> facts = Fleet.facts(DEVICES, Fleet.CLASSES);
    long after = used();
    Reference.reachabilityFence(facts);
    Reference.reachabilityFence(warm);
    System.out.printf(java.util.Locale.ROOT, "%.2f%n", (after - before) / 1048576.0);
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
