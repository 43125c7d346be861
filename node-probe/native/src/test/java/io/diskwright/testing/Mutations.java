package io.diskwright.testing;

import java.util.Arrays;
import java.util.Random;

/** Breaks bytes that a parser takes, in ways that parsers are known to fall for. */
public final class Mutations {
  private Mutations() {}

  /**
   * A copy with a few bytes changed, or all, or cut off.
   *
   * @param near half of the changes are in the first so many bytes
   */
  public static byte[] mutate(byte[] good, Random random, int near) {
    byte[] copy = good.clone();
    if (random.nextInt(16) == 0) {
      Arrays.fill(copy, (byte) random.nextInt(256));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? copy.length : Math.min(near, copy.length));
      copy[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length)) : copy;
  }
}
