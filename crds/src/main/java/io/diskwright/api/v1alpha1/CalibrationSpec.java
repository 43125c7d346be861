package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When a pool's nodes measure what images cost on their own devices. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.from.matches('^([01][0-9]|2[0-3]):[0-5][0-9]$')",
    message = "is no time of day; write it in UTC, such as 02:00",
    fieldPath = ".from")
@ValidationRule(
    value = "self.until.matches('^([01][0-9]|2[0-3]):[0-5][0-9]$')",
    message = "is no time of day; write it in UTC, such as 04:00",
    fieldPath = ".until")
@ValidationRule(
    value = "self.from != self.until",
    message = "is the same as from; leave some time between them",
    fieldPath = ".until")
public record CalibrationSpec(
    @JsonPropertyDescription("Start of the window in each day, in UTC, such as 02:00.")
        @Size(max = 5)
        String from,
    @JsonPropertyDescription(
            "Its end; before its start when midnight is in it. What is not done then is stopped.")
        @Size(max = 5)
        String until,
    @JsonPropertyDescription(
            "Days after which a device is measured again. Default 30; at once after a change of"
                + " kernel or QEMU.")
        @Default("30")
        @Min(1)
        @Max(3650)
        @Nullable Integer everyDays) {}
