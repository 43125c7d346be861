package io.diskwright.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  private static final List<String> KNOWN = List.of("http-port", "leader-election");

  @Test
  void shouldPreferTheCommandLineToTheEnvironmentToTheDefault() {
    Map<String, String> environment = Map.of("DISKWRIGHT_HTTP_PORT", "81");

    assertThat(read(environment, "--http-port=82").number("http-port", 80, 0, 65535)).isEqualTo(82);
    assertThat(read(environment).number("http-port", 80, 0, 65535)).isEqualTo(81);
    assertThat(read(Map.of()).number("http-port", 80, 0, 65535)).isEqualTo(80);
  }

  @Test
  void shouldTakeAnEmptyValueForNotSet() {
    assertThat(read(Map.of(), "--http-port=").number("http-port", 80, 0, 65535)).isEqualTo(80);
  }

  @Test
  void shouldNameEverySettingWhenOneIsUnknown() {
    assertThatThrownBy(() -> read(Map.of(), "--htp-port=80"))
        .isInstanceOf(Settings.SettingsException.class)
        .hasMessage(
            "'--htp-port=80' is not a setting; give --name=value with one of http-port,"
                + " leader-election");
  }

  @Test
  void shouldSayTheRangeWhenANumberIsOutsideOrNone() {
    for (String bad : List.of("-1", "65536", "8o80", "1e3")) {
      assertThatThrownBy(
              () -> read(Map.of(), "--http-port=" + bad).number("http-port", 80, 0, 65535))
          .hasMessage("--http-port is '%s'; it must be a whole number from 0 to 65535", bad);
    }
  }

  @Test
  void shouldTakeOnlyTrueAndFalseForAFlag() {
    assertThat(read(Map.of(), "--leader-election=true").flag("leader-election", false)).isTrue();
    assertThatThrownBy(() -> read(Map.of(), "--leader-election=yes").flag("leader-election", false))
        .hasMessage("--leader-election is 'yes'; it must be true or false");
  }

  private static Settings read(Map<String, String> environment, String... arguments) {
    return Settings.read(arguments, environment, KNOWN);
  }
}
