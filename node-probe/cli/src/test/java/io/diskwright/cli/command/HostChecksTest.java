package io.diskwright.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Libc;
import io.diskwright.testing.Requires;
import org.junit.jupiter.api.Test;

final class HostChecksTest {
  @Test
  void shouldCompareKernelReleasesByNumber() {
    assertThat(HostChecks.atLeast("5.6.0", 5, 6)).isTrue();
    assertThat(HostChecks.atLeast("5.10.0-23-amd64", 5, 6)).isTrue();
    assertThat(HostChecks.atLeast("6.1", 5, 6)).isTrue();
    assertThat(HostChecks.atLeast("5.4.0", 5, 6)).isFalse();
    assertThat(HostChecks.atLeast("rolling", 5, 6)).isFalse();
  }

  @Test
  void shouldFindTheSystemCallsHere() {
    assertThat(new HostChecks(Libc.system()).all())
        .filteredOn(
            check -> check.what().contains("system calls") || check.what().contains("openat"))
        .hasSize(2)
        .allMatch(HostChecks.Check::good);
  }

  @Test
  void shouldSayHowFarProgramsAreConfinedHere() {
    Requires.command("perl");
    Requires.root();
    assertThat(new HostChecks(Libc.system()).all())
        .filteredOn(check -> check.what().startsWith("confinement"))
        .singleElement()
        .matches(check -> check.good() && !check.needed() && check.found().equals("complete"));
  }
}
