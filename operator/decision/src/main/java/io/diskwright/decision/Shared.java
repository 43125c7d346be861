package io.diskwright.decision;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Equal values as one object: a site has many devices and few kinds of them, so that what is known
 * of all takes little memory.
 */
final class Shared {
  /** Beyond, what was remembered is forgotten; nothing but memory depends on it. */
  private static final int MOST = 1 << 15;

  private final Map<Object, Object> known = new ConcurrentHashMap<>();

  /** {@code value}, or what was equal to it before; it must never change. */
  <T> T one(T value) {
    if (known.size() > MOST) {
      known.clear();
    }
    Object before = known.putIfAbsent(value, value);
    @SuppressWarnings("unchecked") // equal values of unmodifiable maps and strings only
    T same = before == null ? value : (T) before;
    return same;
  }
}
