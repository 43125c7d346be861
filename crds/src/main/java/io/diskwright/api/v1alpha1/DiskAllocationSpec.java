package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order to one node: make exactly this image there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = Cel.NO_SIZE + Cel.SIZE + ".isGreaterThan(quantity('0'))",
    message = Cel.POSITIVE_MESSAGE,
    fieldPath = ".size")
@ValidationRule(
    value = Cel.NO_SIZE + Cel.SIZE + Cel.IS_NOT_ABSURD,
    message = Cel.LARGEST_MESSAGE,
    fieldPath = ".size")
@ValidationRule(value = Cel.SIZE_IS_WHOLE, message = Cel.WHOLE_MESSAGE, fieldPath = ".size")
@ValidationRule(value = Cel.SIZE_IS_NOT_SMALLER, message = Cel.SHRINK_MESSAGE, fieldPath = ".size")
@ValidationRule(
    value =
        "self.image == oldSelf.image && self.nodeName == oldSelf.nodeName && self.device == oldSelf.device && self.target == oldSelf.target && self.identity == oldSelf.identity && self.policy == oldSelf.policy && self.format == oldSelf.format && self.options == oldSelf.options && self.security == oldSelf.security && has(self.source) == has(oldSelf.source) && (!has(self.source) || self.source == oldSelf.source)",
    message =
        "is an order and cannot be changed, but for size, which may grow, deletionPolicy, and sealedKey; delete it and order anew")
@ValidationRule(
    value = "'preallocation' in self.options",
    message = "must say preallocation: off, metadata, falloc or full",
    fieldPath = ".options")
public record DiskAllocationSpec(
    @JsonPropertyDescription("The image the order is for.") ImageReference image,
    @JsonPropertyDescription("Node that carries it out.")
        @SelectableField
        @Size(max = Cel.NAME_LENGTH)
        String nodeName,
    @JsonPropertyDescription("Name of the StorageDevice.") @Size(max = Cel.NAME_LENGTH)
        String device,
    @JsonPropertyDescription("The place.") DeviceTarget target,
    @JsonPropertyDescription("What the place must still be.") DeviceIdentity identity,
    @JsonPropertyDescription("Virtual size; may grow, never shrink.") Quantity size,
    @JsonPropertyDescription("How much is allocated up front.") AllocationPolicy policy,
    @JsonPropertyDescription("Format it is stored in.") ImageFormat format,
    @JsonPropertyDescription("Options by QEMU's own names.") Map<String, String> options,
    @JsonPropertyDescription("How well it is kept from other eyes.") SecurityLevel security,
    @JsonPropertyDescription("Whether the file goes when the order goes.")
        DeletionPolicy deletionPolicy,
    @JsonPropertyDescription("Where the first content comes from; left out for zeroes.")
        @Nullable ImageSource source,
    @JsonPropertyDescription(
            "What opens an encrypted image, sealed to the node; sealed anew when the node's key is another.")
        @Nullable SealedKey sealedKey) {
  /** The order for an image that is not encrypted. */
  public DiskAllocationSpec(
      ImageReference image,
      String nodeName,
      String device,
      DeviceTarget target,
      DeviceIdentity identity,
      Quantity size,
      AllocationPolicy policy,
      ImageFormat format,
      Map<String, String> options,
      SecurityLevel security,
      DeletionPolicy deletionPolicy,
      @Nullable ImageSource source) {
    this(
        image,
        nodeName,
        device,
        target,
        identity,
        size,
        policy,
        format,
        options,
        security,
        deletionPolicy,
        source,
        null);
  }

  /** The order for a blank image. */
  public DiskAllocationSpec(
      ImageReference image,
      String nodeName,
      String device,
      DeviceTarget target,
      DeviceIdentity identity,
      Quantity size,
      AllocationPolicy policy,
      ImageFormat format,
      Map<String, String> options,
      SecurityLevel security,
      DeletionPolicy deletionPolicy) {
    this(
        image,
        nodeName,
        device,
        target,
        identity,
        size,
        policy,
        format,
        options,
        security,
        deletionPolicy,
        null);
  }

  /** The same order for a larger image. */
  public DiskAllocationSpec withSize(Quantity larger) {
    return with(identity, larger, source, sealedKey);
  }

  /** The same order, filled from another source. */
  public DiskAllocationSpec withSource(@Nullable ImageSource other) {
    return with(identity, size, other, sealedKey);
  }

  /** The same order for a place of that identity. */
  public DiskAllocationSpec withIdentity(DeviceIdentity other) {
    return with(other, size, source, sealedKey);
  }

  /** The same order for an image that the sealed key opens. */
  public DiskAllocationSpec withSealedKey(@Nullable SealedKey sealed) {
    return with(identity, size, source, sealed);
  }

  private DiskAllocationSpec with(
      DeviceIdentity otherIdentity,
      Quantity otherSize,
      @Nullable ImageSource otherSource,
      @Nullable SealedKey otherKey) {
    return new DiskAllocationSpec(
        image,
        nodeName,
        device,
        target,
        otherIdentity,
        otherSize,
        policy,
        format,
        options,
        security,
        deletionPolicy,
        otherSource,
        otherKey);
  }
}
