package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Where the image may lie. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlacementSpec(
    @JsonPropertyDescription("Name of the only node allowed; empty for any.") @Nullable String node,
    @JsonPropertyDescription("Name of the only StoragePool allowed; empty for any.")
        @Nullable String pool,
    @JsonPropertyDescription("Labels the StorageDevice must carry.")
        @Nullable LabelSelector deviceSelector) {}
