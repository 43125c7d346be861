package io.diskwright.planner;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One wish given up.
 *
 * @param wish the wish as it stands, such as {@code spec.formats [raw]}
 * @param change what to do, such as {@code allow qcow2 in spec.formats}
 * @param demand what is then wanted
 */
record Relaxation(String wish, String change, Demand demand) {

  /** Every single wish that can be given up, the smallest change first. */
  static List<Relaxation> of(Demand d) {
    List<Relaxation> all = new ArrayList<>();
    for (ImageFormat format : ImageFormat.values()) {
      if (!d.formats().contains(format)) {
        Set<ImageFormat> more = EnumSet.of(format);
        more.addAll(d.formats());
        all.add(
            new Relaxation(
                "spec.formats [" + Words.formats(d.formats()) + "]",
                "allow " + format + " in spec.formats",
                copy(d, d.security(), d.requires(), more, d.consumer(), min(d))));
      }
    }
    for (Feature feature : d.requires().stream().sorted().toList()) {
      Set<Feature> fewer = EnumSet.noneOf(Feature.class);
      fewer.addAll(d.requires());
      fewer.remove(feature);
      all.add(
          new Relaxation(
              "spec.requires " + feature,
              "drop " + feature + " from spec.requires",
              copy(d, d.security(), fewer, d.formats(), d.consumer(), min(d))));
    }
    for (int level = d.security().ordinal() - 1; level >= 0; level--) {
      SecurityLevel lower = SecurityLevel.values()[level];
      all.add(
          new Relaxation(
              "spec.tradeoffs.security " + d.security(),
              "lower spec.tradeoffs.security to " + lower,
              copy(d, lower, d.requires(), d.formats(), d.consumer(), min(d))));
    }
    if (min(d) > d.sizeBytes()) {
      all.add(
          new Relaxation(
              "spec.minimumPreallocated " + Words.bytes(min(d)),
              "lower spec.minimumPreallocated to spec.size, " + Words.bytes(d.sizeBytes()),
              copy(d, d.security(), d.requires(), d.formats(), d.consumer(), d.sizeBytes())));
    }
    if (min(d) > 0) {
      all.add(
          new Relaxation(
              "spec.minimumPreallocated " + Words.bytes(min(d)),
              "leave out spec.minimumPreallocated",
              copy(d, d.security(), d.requires(), d.formats(), d.consumer(), 0)));
    }
    if (d.consumer() != Consumer.QEMU) {
      all.add(
          new Relaxation(
              "spec.consumer " + d.consumer(),
              "set spec.consumer to QEMU",
              copy(d, d.security(), d.requires(), d.formats(), Consumer.QEMU, min(d))));
    }
    return all;
  }

  /** Every wish given up at once: where even this is not possible, no change helps. */
  static Demand everything(Demand d) {
    return copy(
        d,
        SecurityLevel.Off,
        EnumSet.noneOf(Feature.class),
        EnumSet.allOf(ImageFormat.class),
        Consumer.QEMU,
        0);
  }

  private static long min(Demand demand) {
    return demand.minimumPreallocatedBytes();
  }

  private static Demand copy(
      Demand d,
      SecurityLevel security,
      Set<Feature> requires,
      Set<ImageFormat> formats,
      Consumer consumer,
      long minimumPreallocated) {
    return new Demand(
        d.name(),
        d.sizeBytes(),
        d.performance(),
        d.redundancy(),
        security,
        requires,
        formats,
        consumer,
        d.strategy(),
        d.access(),
        d.expectedFillPercent(),
        minimumPreallocated,
        d.placement(),
        d.origin());
  }
}
