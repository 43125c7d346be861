package io.diskwright.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CapabilityGuideTest {
  @Test
  void shouldKnowEveryCapabilityOnceSortedByName() {
    Set<String> names = new TreeSet<>();
    for (Capability capability : Capability.values()) {
      names.add(capability.name());
      assertThat(CapabilityGuide.of(capability).capability()).isEqualTo(capability);
    }
    assertThat(CapabilityGuide.all())
        .extracting(one -> one.capability().name())
        .containsExactlyElementsOf(names);
  }

  @Test
  void shouldSaySomethingInWholeSentences() {
    for (CapabilityGuide one : CapabilityGuide.all()) {
      for (String text : List.of(one.what(), one.why(), one.asked(), one.caveats(), one.since())) {
        assertThat(text)
            .as("%s", one.capability())
            .matches("[A-Za-z/].*\\.")
            .doesNotContain("  ", "\n")
            .hasSizeBetween(15, 400);
      }
      assertThat(one.what().split(" ").length).as("%s", one.capability()).isGreaterThan(4);
      assertThat(one.why()).isNotEqualTo(one.what());
      assertThat(one.since()).matches(".*([Ee]very kernel|since \\d+\\.\\d+).*");
    }
    assertThat(CapabilityGuide.all()).extracting(CapabilityGuide::what).doesNotHaveDuplicates();
    assertThat(CapabilityGuide.all()).extracting(CapabilityGuide::why).doesNotHaveDuplicates();
  }
}
