package io.diskwright.arrays;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what an array claims. The first claim of a capability holds: what a volume says of itself
 * goes before what its pool says.
 */
public final class Claims {
  /** The table of the API: blocks that an array finds to be equal, it finds as they are written. */
  public static final String INLINE = "inline";

  private static final int LONGEST = 400;

  private final String who;
  private final Map<Capability, DeclaredCapability> claims = new EnumMap<>(Capability.class);

  /**
   * With what every detail starts with.
   *
   * @param who interface and host, such as {@code Swordfish https://array.example}
   */
  public Claims(String who) {
    this.who = who;
  }

  /** Present or absent as {@code is} says; nothing when null. */
  public void yesOrNo(
      Capability capability, @Nullable Boolean is, @Nullable String value, String said) {
    if (is != null) {
      put(
          capability,
          is ? CapabilityState.Present : CapabilityState.Absent,
          is ? value : null,
          said);
    }
  }

  /** Present. */
  public void present(Capability capability, @Nullable String value, String said) {
    put(capability, CapabilityState.Present, value, said);
  }

  /** Absent. */
  public void absent(Capability capability, String said) {
    put(capability, CapabilityState.Absent, null, said);
  }

  /** Everything claimed, in the order of the capabilities. */
  public List<DeclaredCapability> all() {
    return List.copyOf(claims.values());
  }

  private void put(
      Capability capability, CapabilityState state, @Nullable String value, String said) {
    String detail = (who + said).replaceAll("[\\p{Cntrl}\\s]+", " ");
    claims.putIfAbsent(
        capability,
        new DeclaredCapability(
            capability,
            state,
            value,
            EvidenceSource.ArrayApi,
            detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST) + "…"));
  }
}
