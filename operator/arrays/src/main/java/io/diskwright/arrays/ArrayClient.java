package io.diskwright.arrays;

/** Speaks one interface that arrays have. Implementations keep nothing between two questions. */
public interface ArrayClient {
  /**
   * Asks an array about one of its volumes or pools.
   *
   * <p>It reads only, within {@link ArrayQuery#limits}, from the endpoint's host alone, and over
   * TLS whose certificate and name are checked.
   *
   * @throws ArrayException when there is no answer; its message says where, what, why and what to
   *     do, and holds no credentials
   */
  ArrayAnswer ask(ArrayQuery query) throws ArrayException;
}
