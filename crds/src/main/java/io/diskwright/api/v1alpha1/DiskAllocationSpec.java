package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** The order to one node: make exactly this image there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DiskAllocationSpec(
    @JsonPropertyDescription("The image the order is for.") ImageReference image,
    @JsonPropertyDescription("Node that carries it out.") String nodeName,
    @JsonPropertyDescription("Name of the StorageDevice.") String device,
    @JsonPropertyDescription("The place.") DeviceTarget target,
    @JsonPropertyDescription("What the place must still be.") DeviceIdentity identity,
    @JsonPropertyDescription("Virtual size; may grow, never shrink.") Quantity size,
    @JsonPropertyDescription("How much is allocated up front.") AllocationPolicy policy,
    @JsonPropertyDescription("Format it is stored in.") ImageFormat format,
    @JsonPropertyDescription("Options by QEMU's own names.") Map<String, String> options,
    @JsonPropertyDescription("How well it is kept from other eyes.") SecurityLevel security,
    @JsonPropertyDescription("Whether the file goes when the order goes.")
        DeletionPolicy deletionPolicy) {}
