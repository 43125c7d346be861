package io.diskwright.agent.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DaemonVersionTest {
  @ParameterizedTest
  @CsvSource({
    "7.2.22, false",
    "9.2.4, false",
    "10.0.2, false",
    "10.0.9, false",
    "10.0.10, true",
    "10.0.13, true",
    "10.1.5, false",
    "10.2.0, false",
    "11.0.0, true",
    "11.1.3, true",
  })
  void shouldTrustOnlyVersionsThatKeepWhatIsWritten(String version, boolean safe) throws Exception {
    DaemonVersion parsed =
        DaemonVersion.parse(
            "qemu-storage-daemon version %s (Debian 1:%s+dfsg-1)\nCopyright"
                .formatted(version, version));

    assertThat(parsed).hasToString(version);
    assertThat(parsed.isSafe()).isEqualTo(safe);
  }

  @Test
  void shouldRefuseWhatSaysNoVersion() {
    assertThatThrownBy(() -> DaemonVersion.parse("not found"))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("not found")
        .hasMessageContaining("qemu-utils");
  }
}
