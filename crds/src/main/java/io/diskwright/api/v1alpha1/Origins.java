package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each field of a spec came from, such as {@code tradeoffs.performance}; lists that would be
 * empty are left out.
 *
 * @param ofClass {@code class} in the API
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Origins(
    @JsonPropertyDescription("Said by the image.") @Nullable List<String> image,
    @JsonProperty("class") @JsonPropertyDescription("Defaults of the class.")
        @Nullable List<String> ofClass,
    @JsonPropertyDescription("Built in, moved into the limits of the class.")
        @Nullable List<String> limits,
    @JsonPropertyDescription("Built in.") @Nullable List<String> builtIn) {
  /** Takes empty lists as left out. */
  public Origins {
    image = orNull(image);
    ofClass = orNull(ofClass);
    limits = orNull(limits);
    builtIn = orNull(builtIn);
  }

  /** Whether the image said it. */
  public boolean isImage(String field) {
    return image != null && image.contains(field);
  }

  /** Whether the class said it. */
  public boolean isClass(String field) {
    return ofClass != null && ofClass.contains(field);
  }

  /** Whether it is built in, moved into the limits of the class. */
  public boolean isLimit(String field) {
    return limits != null && limits.contains(field);
  }

  /** Whether it is built in. */
  public boolean isBuiltIn(String field) {
    return builtIn != null && builtIn.contains(field);
  }

  private static @Nullable List<String> orNull(@Nullable List<String> list) {
    return list == null || list.isEmpty() ? null : List.copyOf(list);
  }
}
