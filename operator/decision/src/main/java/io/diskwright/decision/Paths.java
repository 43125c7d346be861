package io.diskwright.decision;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for paths on a node: absolute and in normal form, so that a path says where it is. */
final class Paths {
  /** PATH_MAX of linux/limits.h less the terminating null. */
  static final int MAX_LENGTH = 4095;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Paths() {}

  /** What is wrong with {@code path}, if anything. */
  static Optional<String> problem(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return Optional.of("is missing; write an absolute path such as /var/lib/diskwright");
    }
    if (path.length() > MAX_LENGTH) {
      return Optional.of("has " + path.length() + " characters; use at most " + MAX_LENGTH);
    }
    if (CONTROL.matcher(path).find()) {
      return Optional.of(Text.quote(path) + " contains a control character; remove it");
    }
    if (!path.startsWith("/")) {
      return Optional.of(Text.quote(path) + " is not absolute; start it with /");
    }
    if (path.length() == 1) {
      return Optional.of("\"/\" is the root; name a directory such as /var/lib/diskwright");
    }
    if (path.endsWith("/") || path.contains("//")) {
      return Optional.of(
          Text.quote(path) + " has a / too many; write each / once, none at the end");
    }
    for (String part : path.split("/", -1)) {
      if (part.equals(".") || part.equals("..")) {
        return Optional.of(
            Text.quote(path) + " contains " + part + "; write the path without . and ..");
      }
    }
    return Optional.empty();
  }
}
