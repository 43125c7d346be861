package io.diskwright.cli.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Objects as JSON: as Kubernetes writes them, without nulls. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** Reads objects of the API. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** The object as a tree. */
  public static JsonNode tree(Object object) {
    return MAPPER.valueToTree(object);
  }

  /** A copy that shares nothing with {@code object}. */
  public static <T> T copy(T object, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree(object), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of the API cannot be read back", e);
    }
  }

  /** The object as text, indented, without a newline at the end. */
  public static String text(Object object) {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter()
            .withSeparators(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentObjectsWith(indent);
    printer.indentArraysWith(indent);
    try {
      return MAPPER.writer(printer).writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of the API has no JSON form", e);
    }
  }
}
