package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * An array that holds the pool's places, asked by its own interface for what no node can see.
 *
 * @param kind which interface it is; {@code interface} in the API
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.name" + Cel.IS_NAME, message = Cel.NAME_MESSAGE, fieldPath = ".name")
@ValidationRule(
    value =
        "self.endpoint.matches('^https://([A-Za-z0-9.-]+|\\\\[[0-9A-Fa-f:.]+\\\\])(:[0-9]{1,5})?/?$') || "
            + "self.endpoint.matches('^http://(localhost|127[.]0[.]0[.]1|\\\\[::1\\\\])(:[0-9]{1,5})?/?$')",
    message =
        "must start with https:// and hold host and port only, such as https://array.example:5989; http:// goes to this host alone",
    fieldPath = ".endpoint")
@ValidationRule(
    value = "(self.interface == 'SmiS') == has(self.__namespace__)",
    message = "must be given with SmiS, such as root/emc, and left out with Swordfish",
    fieldPath = ".namespace")
@ValidationRule(
    value =
        "!has(self.__namespace__) || self.__namespace__.matches('^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$')",
    message = "is no namespace of a CIM server; write one such as root/emc",
    fieldPath = ".namespace")
@ValidationRule(
    value = "has(self.volume) != has(self.pool)",
    message = "must have exactly one of volume and pool, such as volume: naa.600508b1001c7e3a")
@ValidationRule(
    value = "!has(self.volume) || self.volume.matches('^[^[:cntrl:]]+$')",
    message =
        "is empty or has a control character; write the volume's WWN, or its name on the array",
    fieldPath = ".volume")
@ValidationRule(
    value = "!has(self.pool) || self.pool.matches('^[^[:cntrl:]]+$')",
    message = "is empty or has a control character; write the pool's id on the array",
    fieldPath = ".pool")
public record ArraySpec(
    @JsonPropertyDescription("Name by which status.arrays speaks of it.") @Size(max = 63)
        String name,
    @JsonProperty("interface") @JsonPropertyDescription("Which interface it has.")
        ArrayInterface kind,
    @JsonPropertyDescription("Address of the interface: https, host and port.") @Size(max = 512)
        String endpoint,
    @JsonPropertyDescription("SmiS: namespace of the CIM server, such as root/emc.")
        @Size(max = 256)
        @Nullable String namespace,
    @JsonPropertyDescription(
            "The volume that holds the places: its WWN (naa., eui. or plain), or its id, name or path on the array.")
        @Size(max = 256)
        @Nullable String volume,
    @JsonPropertyDescription(
            "The array's pool that holds the volumes of the places: its InstanceID, id, name or path on the array.")
        @Size(max = 256)
        @Nullable String pool,
    @JsonPropertyDescription("How to sign in.") ArrayCredentials credentials,
    @JsonPropertyDescription("Seconds between two questions. Default 600.")
        @Default("600")
        @Min(30)
        @Max(86400)
        @Nullable Integer intervalSeconds) {
  /** The default of {@link #intervalSeconds}. */
  public static final int DEFAULT_INTERVAL = 600;
}
