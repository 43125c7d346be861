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

/** What was decided by: the spec, filled up from its class and from what is built in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EffectiveSpec(
    @JsonPropertyDescription("Name of the class; left out when there is none.")
        @Nullable String className,
    @JsonPropertyDescription("What performance, redundancy and security are worth, in numbers.")
        Tradeoffs tradeoffs,
    @JsonPropertyDescription("Features the image must end up with; left out when there are none.")
        @Size(max = 8)
        @Nullable List<Feature> requires,
    @JsonPropertyDescription("Formats the image may have; left out when all are allowed.")
        @Size(max = 7)
        @Nullable List<ImageFormat> formats,
    @JsonPropertyDescription("Who will run on the image.") Consumer consumer,
    @JsonPropertyDescription("How the choice is made.") Strategy strategy,
    @JsonPropertyDescription("Hints about what the guest will do.") Workload workload,
    @JsonPropertyDescription("Where the image may lie; left out for anywhere.")
        @Nullable PlacementSpec placement,
    @JsonPropertyDescription("Whether the file goes when the object goes.")
        DeletionPolicy deletionPolicy,
    @JsonPropertyDescription("Where each field came from.") Origins from) {
  /** The same fields as defaults of a class. */
  public ClassDefaults asDefaults() {
    return new ClassDefaults(
        tradeoffs, requires, formats, consumer, strategy, workload, placement, deletionPolicy);
  }
}
