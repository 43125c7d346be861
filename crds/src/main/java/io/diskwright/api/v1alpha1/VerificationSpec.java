package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How often a pool's images are compared with what was decided, and what follows. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationSpec(
    @JsonPropertyDescription(
            "Minutes after which an image is looked at again. Default 10; at once when the"
                + " annotation diskwright.io/verify of the image changes.")
        @Default("10")
        @Min(1)
        @Max(VerificationSpec.MOST_MINUTES)
        @Nullable Integer everyMinutes,
    @JsonPropertyDescription(
            "Whether a preallocated image that lost space to a discard or a clone gets it back,"
                + " while nobody uses it. Default false.")
        @Default("false")
        @Nullable Boolean repair) {
  /** Four weeks. */
  public static final int MOST_MINUTES = 40_320;
}
