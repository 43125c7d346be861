package io.diskwright.image;

/** Compares what is on disk with what was ordered: header, virtual size, allocated bytes. */
public final class Verifier {
  /** Looks, and changes nothing. */
  public Verification verify(ImageOrder order) throws ImageException {
    throw new ImageException(ImageException.Kind.Failed, order.uid());
  }
}
