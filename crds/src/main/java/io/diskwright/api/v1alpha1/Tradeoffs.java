package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** What the image is worth to its user; each is 0 to 100 or a name. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.performance) || (type(self.performance) == int ? int(self.performance) >= 0 && int(self.performance) <= 100 : string(self.performance) in ['MinimumStorage', 'Balanced', 'MaximumPerformance'])",
    message =
        "is not a weight; write a whole number from 0 to 100 without quotes, or MinimumStorage, Balanced or MaximumPerformance",
    fieldPath = ".performance")
@ValidationRule(
    value =
        "!has(self.redundancy) || (type(self.redundancy) == int ? int(self.redundancy) >= 0 && int(self.redundancy) <= 100 : string(self.redundancy) in ['MinimumStorage', 'Balanced', 'MaximumRedundancy'])",
    message =
        "is not a weight; write a whole number from 0 to 100 without quotes, or MinimumStorage, Balanced or MaximumRedundancy",
    fieldPath = ".redundancy")
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
