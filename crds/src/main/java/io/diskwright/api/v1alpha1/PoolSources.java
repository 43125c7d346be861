package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the images of a pool may be made from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.directories) || self.directories.all(one, one.size() <= 4095 && one"
            + Cel.IS_PATH
            + ")",
    message = Cel.PATH_MESSAGE,
    fieldPath = ".directories")
@ValidationRule(
    value = "!has(self.directories) || !self.directories.exists(one, one" + Cel.HAS_DOTS + ")",
    message = Cel.DOTS_MESSAGE,
    fieldPath = ".directories")
public record PoolSources(
    @JsonPropertyDescription(
            "Directories of the node that spec.source.file may take images from, at any depth. Left out: none.")
        @Size(max = 16)
        @Nullable List<String> directories,
    @JsonPropertyDescription(
            "Let spec.source.http reach servers at private, loopback and link-local addresses of the node's networks. Default false.")
        @Default("false")
        @Nullable Boolean allowPrivateAddresses) {}
