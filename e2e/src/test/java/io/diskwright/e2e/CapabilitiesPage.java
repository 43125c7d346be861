package io.diskwright.e2e;

import io.diskwright.planner.CapabilityGuide;

/** The page for people about what is asked, how, and with which rights. */
final class CapabilitiesPage {
  private static final String HEAD =
      """
      <!-- Made from CapabilityGuide and Privileges. Change those, then run:
           mvn -Pquick test -pl e2e -am -Dtest=CapabilitiesPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dpages.update=true -->
      # Capabilities

      What a place that holds images may be able to do: 19 capabilities, a closed set. Each is asked by system calls where the images
      would be, and answered with Present, Absent or Unknown, and with evidence: the call, and what came back. Unknown means that it
      could not be asked, and counts as lacking. What a device lacks is the complement of what it has with respect to this set.

      `diskwright probe TARGET` shows them all, `-o wide` with the evidence, and `--why CAPABILITY` says the following about one, with the
      answer of the target itself. Other sources stand beside the answer in `evidence.others`; where they contradict it, both are kept and the
      better source counts: a system call before sysfs, before a version number, before what is declared. Only what an array keeps to itself,
      which no call can show, is believed when it is declared.

      """;

  private CapabilitiesPage() {}

  static String text() {
    StringBuilder page = new StringBuilder(HEAD);
    for (CapabilityGuide guide : CapabilityGuide.all()) {
      page.append("## ").append(guide.capability()).append("\n\n");
      page.append(guide.what()).append(' ').append(guide.why()).append("\n\n");
      page.append("| | |\n|---|---|\n");
      row(page, "asked by", guide.asked());
      row(page, "value", guide.values());
      row(page, "beware", guide.caveats());
      row(page, "kernels", guide.since());
      page.append('\n');
    }
    return page.append(Privileges.section()).toString();
  }

  private static void row(StringBuilder page, String head, String text) {
    if (!text.isEmpty()) {
      page.append("| ").append(head).append(" | ").append(text.replace("|", "\\|")).append(" |\n");
    }
  }
}
