package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** The VmDiskImage an order is for. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageReference(
    @JsonPropertyDescription("Its name.") @Size(max = Cel.NAME_LENGTH) String name,
    @JsonPropertyDescription("Its UID; names the files.")
        @Pattern("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        @Size(max = 36)
        String uid) {}
