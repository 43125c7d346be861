package io.diskwright.probe.device;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads small files of sysfs. */
@FunctionalInterface
public interface AttributeReader {
  /** The first 4 KiB as they are; null when unreadable. */
  byte @Nullable [] bytes(Path file);

  /** As text without white space at the ends; null when unreadable or empty. */
  default @Nullable String text(Path file) {
    byte[] bytes = bytes(file);
    String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? null : text;
  }
}
