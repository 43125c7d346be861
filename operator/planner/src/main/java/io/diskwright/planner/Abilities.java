package io.diskwright.planner;

/**
 * What the makers of images are able to do, beyond what every version can.
 *
 * @param luks whether images can be made encrypted in the format itself (qcow2 with LUKS)
 */
public record Abilities(boolean luks) {
  /** What an agent can do on a cluster. */
  public static final Abilities DEFAULT = new Abilities(false);

  /** What the command line can do: whoever starts it gives the keys. */
  public static final Abilities COMMAND_LINE = new Abilities(true);
}
