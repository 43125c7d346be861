package io.diskwright.arrays;

import java.time.Duration;

/**
 * Bounds of one question, so that no array can hold or fill the operator.
 *
 * @param connect to make a connection
 * @param request to answer one request
 * @param total for everything
 * @param answerBytes of one answer of Swordfish
 * @param totalBytes of everything that is sent to us
 * @param requests that are made
 */
public record Limits(
    Duration connect,
    Duration request,
    Duration total,
    int answerBytes,
    long totalBytes,
    int requests) {
  /** Generous for an array that works: some thousand volumes. */
  public static final Limits DEFAULT =
      new Limits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          1 << 20,
          32 << 20,
          2000);
}
