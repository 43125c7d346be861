package io.diskwright.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

final class YamlWriterTest {
  private static Object read(String yaml) {
    return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build())
        .loadFromString(yaml);
  }

  @Test
  void shouldReadBackTheSameWhenAnythingIsWritten() {
    // Given
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("plain", "orders-db");
    object.put("off", "off");
    object.put("No", "yes");
    object.put("number", "65536");
    object.put("text", "a: b # c \"d\" \\ \n\te ✓");
    object.put("empty", "");
    object.put("lists", List.of(List.of("a", List.of()), Map.of(), Map.of("x", List.of(1, true))));
    object.put("deep", Map.of("a", Map.of("b", List.of(Map.of("c", "-", "d", "~")))));

    // When
    String yaml = YamlWriter.text(object);

    // Then
    assertThat(read(yaml)).isEqualTo(object);
  }

  @Test
  void shouldQuoteWhenYaml11WouldReadSomethingElse() {
    assertThat(YamlWriter.text(Map.of("preallocation", "off")))
        .isEqualTo("preallocation: \"off\"\n");
    assertThat(YamlWriter.text(Map.of("security", "Off"))).isEqualTo("security: \"Off\"\n");
  }

  @Test
  void shouldIndentAsKubernetesDoes() {
    assertThat(YamlWriter.text(Map.of("items", List.of(Map.of("kind", "X")))))
        .isEqualTo("items:\n- kind: X\n");
  }
}
