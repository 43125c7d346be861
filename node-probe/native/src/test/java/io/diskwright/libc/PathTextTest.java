package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTextTest {
  @Test
  void shouldLoseNoByte() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(PathText.encode(PathText.decode(bytes)).orElseThrow()).isEqualTo(bytes);
    }
  }

  @Test
  void shouldLeaveTextAsItIs() {
    for (String text : new String[] {"", "/srv/disk", "/ü/日本/\uD83D\uDCBE", "\uFFFD"}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(PathText.decode(bytes)).isEqualTo(text);
      assertThat(PathText.encode(text).orElseThrow()).isEqualTo(bytes);
      assertThat(PathText.isText(text)).isTrue();
    }
  }

  @Test
  void shouldShowWhatIsNoText() {
    String path = PathText.decode(new byte[] {'/', 'a', (byte) 0xff, '\n', 'b'});
    assertThat(path).isEqualTo("/a\uDCFF\nb");
    assertThat(PathText.isText(path)).isFalse();
    assertThat(PathText.printable(path)).isEqualTo("/a\\xff\\x0ab");
  }

  @Test
  void shouldRefuseHalfAPairThatIsNoByte() {
    assertThat(PathText.encode("a\uD800b")).isEmpty();
    assertThat(PathText.encode("a\uDC00b")).isEmpty();
    assertThatThrownBy(() -> CPath.of("open", "a\uD800")).hasMessageContaining("EINVAL");
    assertThat(CPath.of("open", "\uDC80")).containsExactly(0x80, 0);
  }
}
