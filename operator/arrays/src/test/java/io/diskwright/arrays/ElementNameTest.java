package io.diskwright.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ElementNameTest {
  @ParameterizedTest
  @CsvSource({
    "naa.600508b1001c7e3a, 600508B1001C7E3A, true",
    "0x600508b1001c7e3a, 60:05:08:b1:00:1c:7e:3a, true",
    "wwn-0x60000970000197800128533030303131, 60000970000197800128533030303131, true",
    "eui.0025385b71b00c4a, 0025385b71b00c4a, true",
    "nguid.6005-08b1-001c-7e3a-0000-0000-0000-0003, 600508b1001c7e3a0000000000000003, true",
    "naa.600508b1001c7e3a, 600508b1001c7e3b, false",
    "naa.600508b1001c7e3a, 600508b1001c7e3a0000000000000003, false",
    "0000000000000000, 0000000000000000, false",
    "naa.ffffffffffffffff, ffffffffffffffff, false",
    "10, 10, false",
    "images, images, false"
  })
  void shouldKnowAWorldWideNameHoweverItIsWritten(String one, String other, boolean same) {
    assertThat(new ElementName(one).isWorldWide(other)).isEqualTo(same);
  }
}
