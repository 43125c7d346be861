package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Defaults and limits of the images of a class. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        Cel.NO_CLASS_WEIGHT
            + "performance)"
            + Cel.OR_NO_RANGE
            + "performance) || "
            + Cel.PERFORMANCE_IN_RANGE,
    message = Cel.OUT_OF_LIMITS + "limits.performance",
    fieldPath = ".defaults")
@ValidationRule(
    value =
        Cel.NO_CLASS_WEIGHT
            + "redundancy)"
            + Cel.OR_NO_RANGE
            + "redundancy) || "
            + Cel.REDUNDANCY_IN_RANGE,
    message = Cel.OUT_OF_LIMITS + "limits.redundancy",
    fieldPath = ".defaults")
@ValidationRule(
    value =
        Cel.NO_CLASS_WEIGHT
            + "security)"
            + Cel.OR_NO_RANGE
            + "minimumSecurity) || "
            + Cel.SECURITY_IS_ENOUGH,
    message = Cel.OUT_OF_LIMITS + "limits.minimumSecurity",
    fieldPath = ".defaults")
@ValidationRule(
    value =
        "!has(self.defaults) || !has(self.defaults.formats) || !has(self.limits) || !has(self.limits.formats) || size(self.limits.formats) == 0 || self.defaults.formats.all(one, one in self.limits.formats)",
    message = Cel.OUT_OF_LIMITS + "limits.formats",
    fieldPath = ".defaults")
public record VmDiskClassSpec(
    @JsonPropertyDescription("What the class is for, for people.") @Size(max = 256)
        @Nullable String description,
    @JsonPropertyDescription("What holds where an image's spec says nothing.")
        @Nullable ClassDefaults defaults,
    @JsonPropertyDescription("What images of the class may ask for.")
        @Nullable ClassLimits limits) {}
