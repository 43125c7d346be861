package io.diskwright.decision;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.planner.Demand;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.Origin;
import io.diskwright.planner.Planner;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides one image on a snapshot of what is known; pure. */
public final class Decider {
  private final Planner planner;
  private final KnownFacts known = new KnownFacts();

  /** Decides by {@code planner}. */
  public Decider(Planner planner) {
    this.planner = planner;
  }

  /**
   * Decides.
   *
   * @param image what is wanted, valid by {@link SpecValidator}
   * @param devices every device known
   * @param pools every pool known; a device whose pool is not among them has the default capacity
   *     rules
   * @param promisedBytes by device name: bytes promised to images there and not yet allocated
   */
  public DecisionResult decide(
      VmDiskImage image,
      Collection<StorageDevice> devices,
      Collection<StoragePool> pools,
      Map<String, Long> promisedBytes) {
    return decide(image, null, devices, pools, promisedBytes);
  }

  /**
   * The same for an image that may begin as a copy of another.
   *
   * @param origin that other, or null
   */
  public DecisionResult decide(
      VmDiskImage image,
      @Nullable Origin origin,
      Collection<StorageDevice> devices,
      Collection<StoragePool> pools,
      Map<String, Long> promisedBytes) {
    Map<String, StoragePool> poolsByName = new HashMap<>();
    pools.forEach(pool -> poolsByName.put(pool.getMetadata().getName(), pool));
    List<DeviceFacts> facts = known.of(devices, poolsByName, promisedBytes);
    Demand demand = Demands.of(image).from(origin);
    return Decisions.of(demand.strategy(), planner.plan(demand, facts));
  }
}
