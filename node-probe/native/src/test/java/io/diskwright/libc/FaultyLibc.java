package io.diskwright.libc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The real kernel, but for the calls it was told to fail.
 *
 * <p>{@code new FaultyLibc().fail("fsync", 2, Errno.EIO)} fails the second fsync; {@code
 * failCall(7, …)} fails the seventh call of any name, so that a loop over n visits every step.
 */
public final class FaultyLibc extends ForwardingLibc {
  private record Fault(String call, int number, int errno) {}

  private final List<Fault> faults = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** Nothing fails yet. */
  public FaultyLibc() {
    super(Libc.system());
  }

  /** Fails the {@code number}th (from 1) call of that name; 0 means every one. */
  public FaultyLibc fail(String call, int number, int errno) {
    faults.add(new Fault(call, number, errno));
    return this;
  }

  /** Fails the {@code number}th (from 1) call, whatever it is. */
  public FaultyLibc failCall(int number, int errno) {
    return fail("", number, errno);
  }

  /** The names of the calls so far, failed ones included; close is not among them. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  protected synchronized void before(String call) {
    calls.add(call);
    int ofThisName = counts.merge(call, 1, Integer::sum);
    for (Fault fault : faults) {
      boolean hit =
          fault.call.isEmpty()
              ? fault.number == calls.size()
              : fault.call.equals(call) && (fault.number == 0 || fault.number == ofThisName);
      if (hit) {
        throw new ErrnoException(call, fault.errno);
      }
    }
  }
}
