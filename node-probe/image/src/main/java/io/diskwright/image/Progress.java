package io.diskwright.image;

/** Hears how far long work is, and may stop it. */
public interface Progress {
  /** Hears nothing, stops nothing. */
  Progress NONE = (phase, done, total) -> true;

  /**
   * Called now and then.
   *
   * @param phase what is being done, such as {@code writing zeroes}
   * @param done bytes done
   * @param total bytes in all
   * @return false to stop the work and leave nothing
   */
  boolean report(String phase, long done, long total);
}
