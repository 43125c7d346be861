package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What no system call can see, as declared. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.state != 'Unknown'",
    message = "declares nothing when Unknown; write Present or Absent",
    fieldPath = ".state")
@ValidationRule(
    value = "!has(self.source) || !(self.source in ['SystemCall', 'Sysfs'])",
    message =
        "is what the probe itself asks; write ConfigurationFile, MetadataFile, ArrayApi, Query or VersionNumber",
    fieldPath = ".source")
public record DeclaredCapability(
    @JsonPropertyDescription("Name of the capability.") Capability name,
    @JsonPropertyDescription("Present or Absent.") CapabilityState state,
    @JsonPropertyDescription("More about it, such as raid1.") @Nullable String value,
    @JsonPropertyDescription("Where the declaration comes from. Default ConfigurationFile.")
        @Default("ConfigurationFile")
        @Nullable EvidenceSource source,
    @JsonPropertyDescription("For people.") @Nullable String detail) {}
