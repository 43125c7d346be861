package io.diskwright.agent;

import io.diskwright.api.v1alpha1.ArrayStatus;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.StoragePoolStatus;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is said of a pool's places from elsewhere: by its arrays, and by its spec. */
final class Declared {
  private Declared() {}

  /** What the arrays say together, and what the spec says; the probe ranks them by their source. */
  static List<DeclaredCapability> of(StoragePool pool) {
    List<ArrayStatus> arrays = arrays(pool);
    List<DeclaredCapability> all = new ArrayList<>();
    for (Capability capability : Capability.values()) {
      byArrays(arrays, capability).ifPresent(all::add);
    }
    all.addAll(Objects.requireNonNullElse(pool.getSpec().declaredCapabilities(), List.of()));
    return List.copyOf(all);
  }

  /**
   * Which array a place is on nobody says: a capability is there when every array of the pool has
   * it, and missing when one lacks it.
   */
  private static Optional<DeclaredCapability> byArrays(
      List<ArrayStatus> arrays, Capability capability) {
    List<DeclaredCapability> claims = new ArrayList<>();
    arrays.forEach(array -> find(array.capabilities(), capability).ifPresent(claims::add));
    return claims.stream()
        .filter(claim -> claim.state() == CapabilityState.Absent)
        .findFirst()
        .or(() -> claims.size() < arrays.size() ? Optional.empty() : claims.stream().findFirst());
  }

  private static List<ArrayStatus> arrays(StoragePool pool) {
    StoragePoolStatus status = pool.getStatus();
    boolean wanted = pool.getSpec().arrays() != null && !pool.getSpec().arrays().isEmpty();
    return wanted && status != null && status.arrays() != null ? status.arrays() : List.of();
  }

  private static Optional<DeclaredCapability> find(
      List<DeclaredCapability> declared, Capability capability) {
    return declared.stream().filter(one -> one.name() == capability).findFirst();
  }
}
