package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Where the image may lie. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.node) || self.node == '' || self.node" + Cel.IS_NAME,
    message = Cel.NAME_MESSAGE,
    fieldPath = ".node")
@ValidationRule(
    value = "!has(self.pool) || self.pool == '' || self.pool" + Cel.IS_NAME,
    message = Cel.NAME_MESSAGE,
    fieldPath = ".pool")
@ValidationRule(
    value =
        "!has(self.deviceSelector) || !has(self.deviceSelector.matchExpressions) || size(self.deviceSelector.matchExpressions) == 0",
    message = "must not have matchExpressions, which are not supported here; use matchLabels",
    fieldPath = ".deviceSelector")
public record PlacementSpec(
    @JsonPropertyDescription("Name of the only node allowed; empty for any.")
        @Size(max = Cel.NAME_LENGTH)
        @Nullable String node,
    @JsonPropertyDescription("Name of the only StoragePool allowed; empty for any.")
        @Size(max = Cel.NAME_LENGTH)
        @Nullable String pool,
    @JsonPropertyDescription("Labels the StorageDevice must carry.")
        @Nullable LabelSelector deviceSelector) {}
