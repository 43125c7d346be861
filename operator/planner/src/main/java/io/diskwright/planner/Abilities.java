package io.diskwright.planner;

/**
 * What the makers of images are able to do, beyond what every version can.
 *
 * @param luks whether images can be made encrypted in the format itself (qcow2 with LUKS)
 */
public record Abilities(boolean luks) {
  /** What this version can do. */
  public static final Abilities DEFAULT = new Abilities(false);
}
