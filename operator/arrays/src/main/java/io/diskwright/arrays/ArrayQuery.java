package io.diskwright.arrays;

import io.diskwright.api.v1alpha1.ArraySpec;
import java.net.URI;

/**
 * One question.
 *
 * @param array which array, and which of its volumes or pools
 * @param login how to sign in
 * @param limits how long and how much
 */
public record ArrayQuery(ArraySpec array, Login login, Limits limits) {
  /** Where the array is; the port is there when it was written. */
  public URI endpoint() {
    return URI.create(array.endpoint());
  }

  /** The element asked about, as its pool names it. */
  public String element() {
    return array.volume() == null ? "pool " + array.pool() : "volume " + array.volume();
  }
}
