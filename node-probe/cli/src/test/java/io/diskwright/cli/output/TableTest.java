package io.diskwright.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void shouldLineUpWhenCellsDifferInWidthAndColour() {
    // Given
    Table table = new Table("NAME", "STATE");
    table.row("a", "\u001b[32mReady\u001b[0m").row("longer", "x");

    // When
    String text = table.text(1);

    // Then
    assertThat(text).isEqualTo(" NAME    STATE\n a       \u001b[32mReady\u001b[0m\n longer  x\n");
  }

  @Test
  void shouldRefuseWhenARowHasTooFewCells() {
    assertThatThrownBy(() -> new Table("A", "B").row("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldSayBytesAsPeopleRead() {
    assertThat(Bytes.text(0)).isEqualTo("0 B");
    assertThat(Bytes.text(1536)).isEqualTo("1.5 KiB");
    assertThat(Bytes.text(40L << 30)).isEqualTo("40 GiB");
    assertThat(Bytes.text(Long.MAX_VALUE)).isEqualTo("8 EiB");
  }
}
