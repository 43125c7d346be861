package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.CapabilityState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The answer about one capability. */
record Finding(CapabilityState state, @Nullable String value, Evidence evidence) {
  /** Errors by which the kernel says that it, or the file system, cannot do a thing at all. */
  private static final Set<Integer> NO =
      Set.of(Errno.EOPNOTSUPP, Errno.ENOTTY, Errno.ENOSYS, Errno.EINVAL);

  /** A system call showed that it is there. */
  static Finding present(@Nullable String value, String call, String result, String detail) {
    return of(CapabilityState.Present, value, EvidenceSource.SystemCall, call, result, detail);
  }

  /** A system call showed that it is not there. */
  static Finding absent(String call, String result, String detail) {
    return of(CapabilityState.Absent, null, EvidenceSource.SystemCall, call, result, detail);
  }

  /** It could not be asked. */
  static Finding unknown(String call, String result, String detail) {
    return of(CapabilityState.Unknown, null, EvidenceSource.SystemCall, call, result, detail);
  }

  static Finding of(
      CapabilityState state,
      @Nullable String value,
      EvidenceSource source,
      String call,
      String result,
      String detail) {
    return new Finding(state, value, new Evidence(source, call, result, detail));
  }

  /** The same, resting on sysfs or procfs. */
  Finding fromSysfs() {
    return new Finding(
        state,
        value,
        new Evidence(EvidenceSource.Sysfs, evidence.call(), evidence.result(), evidence.detail()));
  }

  /** A call failed: Absent when the kernel said no, Unknown when it would not tell. */
  static Finding failed(String call, ErrnoException e, String ifAbsent) {
    return NO.contains(e.errno())
        ? absent(call, e.errnoName(), ifAbsent)
        : unknown(call, e.errnoName(), "could not be asked: " + Errno.describe(e.errno()));
  }
}
