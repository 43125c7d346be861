package io.diskwright.cli.plan;

import io.diskwright.probe.ProbeTarget;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How volume groups are written on the command line: {@code vg0}, {@code vg0/pool0}. */
final class VolumeGroups {
  private static final String NAME = "[a-zA-Z0-9+_][a-zA-Z0-9+_.-]{0,126}";
  private static final Pattern WRITTEN =
      Pattern.compile("(/dev/)?(" + NAME + ")(?:/(" + NAME + "))?/?");

  private VolumeGroups() {}

  /**
   * The group that is meant, if one is: something without a slash in front that is no directory, or
   * what LVM makes in /dev. A directory to be made is written with a slash: {@code ./images}.
   */
  static Optional<ProbeTarget.VolumeGroup> parse(String given) {
    Matcher written = WRITTEN.matcher(given);
    if (!written.matches()) {
      return Optional.empty();
    }
    Path path = Path.of(given);
    boolean group =
        written.group(1) == null
            ? !Files.exists(path)
            : path.getNameCount() == 2
                ? !Files.exists(path) || isMadeByLvm(path)
                : isMadeByLvm(Path.of("/dev", written.group(2)));
    return group
        ? Optional.of(new ProbeTarget.VolumeGroup(written.group(2), written.group(3)))
        : Optional.empty();
  }

  /** LVM keeps a directory of links, one for each active volume, by names it allows. */
  private static boolean isMadeByLvm(Path directory) {
    File[] entries = directory.toFile().listFiles();
    if (entries == null || entries.length == 0) {
      return false;
    }
    for (File entry : entries) {
      if (!entry.getName().matches(NAME) || !Files.isSymbolicLink(entry.toPath())) {
        return false;
      }
    }
    return true;
  }
}
