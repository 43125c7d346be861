package io.diskwright.probe.dm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a cache target writes; Documentation/admin-guide/device-mapper/cache.rst.
 *
 * @param mode writeback, writethrough or passthrough
 */
public record DmCache(String mode) {
  private static final List<String> MODES = List.of("writeback", "writethrough", "passthrough");

  /** Of a cache target; null when it is none or says something else. */
  public static @Nullable DmCache of(DmTarget target) {
    if (!target.type().equals("cache")) {
      return null;
    }
    Words said = Words.of(target.status());
    return MODES.stream().filter(said::has).findFirst().map(DmCache::new).orElse(null);
  }
}
