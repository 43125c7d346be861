package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.Feature;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Strategy;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wanted of one VM disk. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VmDiskImageSpec(
    @JsonPropertyDescription(
            "Virtual size; may grow, never shrink. Optional only when the source has a size.")
        @Nullable Quantity size,
    @JsonPropertyDescription("What performance, redundancy and security are worth against storage.")
        @Nullable Tradeoffs tradeoffs,
    @JsonPropertyDescription(
            "Features the image must end up with, from the device or from the format.")
        @Nullable List<Feature> requires,
    @JsonPropertyDescription("Allowed formats; default all.") @Nullable List<ImageFormat> formats,
    @JsonPropertyDescription(
            "Who will run on the image; bounds the formats and how it is handed over. Default QEMU.")
        @Nullable Consumer consumer,
    @JsonPropertyDescription(
            "Measured (by measured costs, the default) or Patent (the literal rules of US 9,092,161).")
        @Nullable Strategy strategy,
    @JsonPropertyDescription("Hints about what the guest will do.") @Nullable Workload workload,
    @JsonPropertyDescription("At least this many bytes are allocated up front.")
        @Nullable Quantity minimumPreallocated,
    @JsonPropertyDescription("Where the first content comes from. Default blank.")
        @Nullable ImageSource source,
    @JsonPropertyDescription("Where the image may lie. Default anywhere.")
        @Nullable PlacementSpec placement,
    @JsonPropertyDescription("How the image is encrypted, when it is.")
        @Nullable EncryptionSpec encryption,
    @JsonPropertyDescription("Decide and explain, allocate nothing. Default false.")
        @Nullable Boolean planOnly,
    @JsonPropertyDescription("Whether the file goes when the object goes. Default Delete.")
        @Nullable DeletionPolicy deletionPolicy) {}
