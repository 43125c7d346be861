package io.diskwright.planner;

/**
 * What the makers of images are able to do, beyond what every version can.
 *
 * @param luks whether images can be made encrypted in the format itself (qcow2 with LUKS)
 * @param volumes whether images can be made as logical volumes
 */
public record Abilities(boolean luks, boolean volumes) {
  /**
   * What can be done without anybody who gives keys: the rights of an agent let lvm make nothing.
   */
  public static final Abilities DEFAULT = new Abilities(false, false);

  /** What an agent can do on a cluster, where the operator gives the keys. */
  public static final Abilities CLUSTER = new Abilities(true, false);

  /** What the command line can do: whoever starts it gives the keys, and is root. */
  public static final Abilities COMMAND_LINE = new Abilities(true, true);

  /** With logical volumes. */
  Abilities(boolean luks) {
    this(luks, true);
  }
}
