package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What images of a class may ask for; what is left out is not limited. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.maxSize) || !isQuantity(string(self.maxSize)) || quantity(string(self.maxSize)).isGreaterThan(quantity('0'))",
    message = Cel.POSITIVE_MESSAGE,
    fieldPath = ".maxSize")
@ValidationRule(
    value =
        "!has(self.maxSize) || !isQuantity(string(self.maxSize)) || quantity(string(self.maxSize))"
            + Cel.IS_NOT_ABSURD,
    message = Cel.LARGEST_MESSAGE,
    fieldPath = ".maxSize")
public record ClassLimits(
    @JsonPropertyDescription("Weights of performance that are allowed.")
        @Nullable WeightRange performance,
    @JsonPropertyDescription("Weights of redundancy that are allowed.")
        @Nullable WeightRange redundancy,
    @JsonPropertyDescription("The least security allowed.") @Nullable SecurityLevel minimumSecurity,
    @JsonPropertyDescription("Formats that are allowed; empty for all.") @Size(max = 7)
        @Nullable List<ImageFormat> formats,
    @JsonPropertyDescription("The largest virtual size allowed.") @Nullable Quantity maxSize) {}
