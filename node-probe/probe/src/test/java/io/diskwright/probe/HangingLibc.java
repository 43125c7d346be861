package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.ForwardingLibc;
import io.diskwright.libc.Libc;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** The real kernel, but for calls that do not come back before they are told to. */
final class HangingLibc extends ForwardingLibc {
  private final BiPredicate<String, Integer> hangs;
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger hanging = new AtomicInteger();
  private final AtomicInteger mostHanging = new AtomicInteger();

  /** Hangs at the calls that fit: their name, and their number from 1. */
  HangingLibc(BiPredicate<String, Integer> hangs) {
    super(Libc.system());
    this.hangs = hangs;
  }

  /** Lets every call come back, and none hang any more. */
  void release() {
    released.countDown();
  }

  int calls() {
    return calls.get();
  }

  /** How many hang now. */
  int hanging() {
    return hanging.get();
  }

  int mostHanging() {
    return mostHanging.get();
  }

  @Override
  protected void before(String call) throws ErrnoException {
    if (!hangs.test(call, calls.incrementAndGet()) || released.getCount() == 0) {
      return;
    }
    mostHanging.accumulateAndGet(hanging.incrementAndGet(), Math::max);
    for (boolean waiting = true; waiting; ) {
      try {
        released.await();
        waiting = false;
      } catch (InterruptedException e) {
        // What sleeps in the kernel so is not woken by it.
      }
    }
    hanging.decrementAndGet();
  }
}
