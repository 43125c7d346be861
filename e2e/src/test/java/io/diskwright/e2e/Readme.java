package io.diskwright.e2e;

import io.diskwright.testing.Shell;
import java.util.List;
import java.util.regex.Pattern;

/** What README.md tells people to type. */
final class Readme {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

  private Readme() {}

  /** The blocks in a language, such as sh, in order. */
  static List<String> blocks(String language) {
    return BLOCK
        .matcher(Shell.read(Project.path("README.md")))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }
}
