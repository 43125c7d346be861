package io.diskwright.bench;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.decision.Decider;
import io.diskwright.decision.DecisionResult;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.Feature;
import io.diskwright.planner.Outcome;
import io.diskwright.planner.Planner;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How long one decision takes. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PlannerBench {
  /** A rack. */
  @State(Scope.Benchmark)
  public static class Rack {
    Planner planner;
    List<DeviceFacts> facts;

    /** Makes it. */
    @Setup
    public void make() {
      planner = new Planner();
      facts = Fleet.facts(24, 4);
    }
  }

  /** A large site. */
  @State(Scope.Benchmark)
  public static class Site {
    Planner planner;
    List<DeviceFacts> facts;

    /** Makes it. */
    @Setup
    public void make() {
      planner = new Planner();
      facts = Fleet.facts(48_000, Fleet.CLASSES);
    }
  }

  /** The same as the API server sends it. */
  @State(Scope.Benchmark)
  public static class Objects {
    Decider decider;
    List<StorageDevice> devices;
    VmDiskImage image;

    /** Makes it. */
    @Setup
    public void make() {
      decider = new Decider(new Planner());
      devices = Fleet.devices(48_000);
      image = new VmDiskImage();
      image.setMetadata(new ObjectMetaBuilder().withName("x").withNamespace("shop").build());
      image.setSpec(
          new VmDiskImageSpec(
              new Quantity("40Gi"),
              null,
              List.of(Feature.Snapshotting),
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null));
    }
  }

  /** One decision over 24 devices. */
  @Benchmark
  public Outcome decide24(Rack rack) {
    return rack.planner.plan(Fleet.demand(), rack.facts);
  }

  /** One decision over 48,000. */
  @Benchmark
  public Outcome decide48000(Site site) {
    return site.planner.plan(Fleet.demand(), site.facts);
  }

  /** One decision over 48,000 objects. */
  @Benchmark
  public DecisionResult decideObjects48000(Objects site) {
    return site.decider.decide(site.image, site.devices, List.of(), Map.of());
  }
}
