package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.Feature;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Strategy;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds where an image's spec says nothing; the fields are those of the spec. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClassDefaults(
    @JsonPropertyDescription("What performance, redundancy and security are worth against storage.")
        @Nullable Tradeoffs tradeoffs,
    @JsonPropertyDescription("Features the image must end up with.") @Size(max = 8)
        @Nullable List<Feature> requires,
    @JsonPropertyDescription("Formats the image may have; empty for all.") @Size(max = 7)
        @Nullable List<ImageFormat> formats,
    @JsonPropertyDescription("Who will run on the image.") @Nullable Consumer consumer,
    @JsonPropertyDescription("How the choice is made.") @Nullable Strategy strategy,
    @JsonPropertyDescription("Hints about what the guest will do.") @Nullable Workload workload,
    @JsonPropertyDescription("Where the image may lie.") @Nullable PlacementSpec placement,
    @JsonPropertyDescription("Whether the file goes when the object goes.")
        @Nullable DeletionPolicy deletionPolicy) {
  /** Nothing. */
  public static final ClassDefaults NONE =
      new ClassDefaults(null, null, null, null, null, null, null, null);
}
