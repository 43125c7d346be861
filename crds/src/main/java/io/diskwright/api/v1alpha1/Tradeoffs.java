package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** What the image is worth to its user; each is 0 to 100 or a name. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tradeoffs(
    @JsonPropertyDescription(
            "Weight of performance against storage: 0 to 100 percent, or MinimumStorage (0), Balanced (50), MaximumPerformance (100). Default Balanced.")
        @Nullable IntOrString performance,
    @JsonPropertyDescription(
            "Weight of redundancy against storage: 0 to 100 percent, or MinimumStorage (0), Balanced (50), MaximumRedundancy (100). Default MinimumStorage.")
        @Nullable IntOrString redundancy,
    @JsonPropertyDescription(
            "Off, Low (owner-only, freed space unreadable), Medium (encrypted at rest by any layer) or High (a key of its own, in the format). Default Off.")
        @Nullable SecurityLevel security) {}
