package io.diskwright.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A kernel's answer as a buffer in its byte order. */
final class Answer {
  private Answer() {}

  /**
   * Wraps it.
   *
   * @throws IllegalArgumentException when it is shorter than {@code need} bytes
   */
  static ByteBuffer of(byte[] bytes, int need) {
    if (bytes.length < need) {
      throw new IllegalArgumentException(
          "the kernel's answer has " + bytes.length + " bytes, " + need + " are needed");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }
}
