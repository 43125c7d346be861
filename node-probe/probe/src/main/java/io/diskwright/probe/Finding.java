package io.diskwright.probe;

import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.CapabilityState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer about one capability.
 *
 * <p>Where several sources speak of it, one answers and the others are kept beside it: {@link
 * #alongside} when it is known who answers, {@link #weighedWith} when the better source is to win.
 */
record Finding(CapabilityState state, @Nullable String value, Evidence evidence) {
  /** Errors by which the kernel says that it, or the file system, cannot do a thing at all. */
  private static final Set<Integer> NO =
      Set.of(Errno.EOPNOTSUPP, Errno.ENOTTY, Errno.ENOSYS, Errno.EINVAL);

  /** Evidence.others takes no more. */
  private static final int MOST_OTHERS = 8;

  /** The best source first; an answer that is not Unknown is better than any that is. */
  private static final List<EvidenceSource> RANKING =
      List.of(
          EvidenceSource.SystemCall,
          EvidenceSource.Sysfs,
          EvidenceSource.Query,
          EvidenceSource.VersionNumber,
          EvidenceSource.ArrayApi,
          EvidenceSource.MetadataFile,
          EvidenceSource.ConfigurationFile);

  /** What came from elsewhere is made fit to be published. */
  Finding {
    value = Messages.publishedOrNull(value);
    evidence =
        new Evidence(
            evidence.source(),
            Messages.published(evidence.call()),
            Messages.published(evidence.result()),
            Messages.publishedOrNull(evidence.detail()),
            evidence.others());
  }

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
        new Evidence(
            EvidenceSource.Sysfs,
            evidence.call(),
            evidence.result(),
            evidence.detail(),
            evidence.others()));
  }

  /**
   * The same answer, with what another source said beside it, whether that agrees or contradicts.
   */
  Finding alongside(Observation other) {
    List<Observation> others = others();
    if (others.contains(other) || others.size() == MOST_OTHERS) {
      return this;
    }
    List<Observation> more = new ArrayList<>(others);
    more.add(other);
    return new Finding(
        state,
        value,
        new Evidence(
            evidence.source(),
            evidence.call(),
            evidence.result(),
            evidence.detail(),
            List.copyOf(more)));
  }

  /** The same answer, with another one and all that was beside it. */
  Finding alongside(Finding other) {
    Finding both = alongside(other.observation());
    for (Observation one : other.others()) {
      both = both.alongside(one);
    }
    return both;
  }

  /** Both answers: the better source's, with the other beside it. This one wins of equals. */
  Finding weighedWith(Finding other) {
    return rank() <= other.rank() ? alongside(other) : other.alongside(this);
  }

  private int rank() {
    int unknown = state == CapabilityState.Unknown ? RANKING.size() : 0;
    return unknown + rank(evidence.source());
  }

  /** The better source has the smaller one. */
  static int rank(EvidenceSource source) {
    return RANKING.indexOf(source);
  }

  /** What other sources said of the same. */
  List<Observation> others() {
    List<Observation> others = evidence.others();
    return others == null ? List.of() : others;
  }

  /** This answer as it stands beside another. */
  Observation observation() {
    return new Observation(
        evidence.source(), evidence.call(), evidence.result(), state, evidence.detail());
  }

  /** A call failed: Absent when the kernel said no, Unknown when it would not tell. */
  static Finding failed(String call, ErrnoException e, String ifAbsent) {
    return NO.contains(e.errno())
        ? absent(call, e.errnoName(), ifAbsent)
        : unknown(call, e.errnoName(), "could not be asked: " + Errno.describe(e.errno()));
  }
}
