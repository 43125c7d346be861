package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.Feature;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Strategy;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wanted of one VM disk. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "has(self.size) || (has(self.source) && (has(self.source.http) || has(self.source.file) || has(self.source.image) || has(self.source.claim)))",
    message = "is missing; a blank image needs one, such as size: 40Gi",
    fieldPath = ".size")
@ValidationRule(
    value = Cel.NO_SIZE + Cel.SIZE + ".isGreaterThan(quantity('0'))",
    message = Cel.POSITIVE_MESSAGE,
    fieldPath = ".size")
@ValidationRule(
    value = Cel.NO_SIZE + Cel.SIZE + Cel.IS_NOT_ABSURD,
    message = Cel.LARGEST_MESSAGE,
    fieldPath = ".size")
@ValidationRule(value = Cel.SIZE_IS_WHOLE, message = Cel.WHOLE_MESSAGE, fieldPath = ".size")
@ValidationRule(
    value = "!has(oldSelf.size) || (has(self.size) && (" + Cel.SIZE_IS_NOT_SMALLER + "))",
    message = Cel.SHRINK_MESSAGE,
    fieldPath = ".size")
@ValidationRule(
    value = Cel.NO_MINIMUM + Cel.MINIMUM + ".compareTo(quantity('0')) >= 0",
    message = "is below zero; write a size such as 2Gi, or leave it out",
    fieldPath = ".minimumPreallocated")
@ValidationRule(
    value = Cel.NO_MINIMUM + Cel.MINIMUM + Cel.IS_NOT_ABSURD,
    message = Cel.LARGEST_MESSAGE,
    fieldPath = ".minimumPreallocated")
@ValidationRule(
    value = Cel.MINIMUM_IS_WHOLE,
    message = Cel.WHOLE_MESSAGE,
    fieldPath = ".minimumPreallocated")
@ValidationRule(
    value = Cel.NO_SIZE + Cel.NO_MINIMUM + Cel.MINIMUM + ".compareTo(" + Cel.SIZE + ") <= 0",
    message = "is more than spec.size; lower it, or make the image larger",
    fieldPath = ".minimumPreallocated")
@ValidationRule(
    value =
        "!has(self.encryption) || !has(self.encryption.secretRef) || (has(self.tradeoffs) && has(self.tradeoffs.security) && self.tradeoffs.security in ['Medium', 'High']) || (has(self.requires) && 'Encryption' in self.requires) || ((!has(self.className) || self.className != '') && (!has(self.requires) || !has(self.tradeoffs) || !has(self.tradeoffs.security)))",
    message =
        "has a secretRef, but nothing asks for encryption; set tradeoffs.security to Medium or High, add Encryption to requires, or remove the secretRef",
    fieldPath = ".encryption")
@ValidationRule(
    value = "!has(self.className) || self.className == '' || self.className" + Cel.IS_NAME,
    message = Cel.NAME_MESSAGE,
    fieldPath = ".className")
public record VmDiskImageSpec(
    @JsonPropertyDescription(
            "Virtual size; may grow, never shrink. Optional only when the source has a size.")
        @Nullable Quantity size,
    @JsonPropertyDescription("What performance, redundancy and security are worth against storage.")
        @Nullable Tradeoffs tradeoffs,
    @JsonPropertyDescription(
            "Features the image must end up with, from the device or from the format.")
        @Size(max = 8)
        @Nullable List<Feature> requires,
    @JsonPropertyDescription("Allowed formats; default all.") @Size(max = 7)
        @Nullable List<ImageFormat> formats,
    @JsonPropertyDescription(
            "Who will run on the image; bounds the formats and how it is handed over. Default QEMU.")
        @Nullable Consumer consumer,
    @JsonPropertyDescription(
            "Measured (by measured costs, the default) or Patent (the literal rules of US 9,092,161).")
        @Nullable Strategy strategy,
    @JsonPropertyDescription("Hints about what the guest will do.") @Nullable Workload workload,
    @JsonPropertyDescription("At least this many bytes are allocated up front.")
        @Nullable Quantity minimumPreallocated,
    @JsonPropertyDescription("Where the first content comes from. Default blank.")
        @Nullable ImageSource source,
    @JsonPropertyDescription("Where the image may lie. Default anywhere.")
        @Nullable PlacementSpec placement,
    @JsonPropertyDescription("How the image is encrypted, when it is.")
        @Nullable EncryptionSpec encryption,
    @JsonPropertyDescription("Decide and explain, allocate nothing. Default false.")
        @Default("false")
        @Nullable Boolean planOnly,
    @JsonPropertyDescription("Whether the file goes when the object goes. Default Delete.")
        @Nullable DeletionPolicy deletionPolicy,
    @JsonPropertyDescription(
            "Name of the VmDiskClass that fills what is left out here; left out for the default class, empty for none.")
        @Size(max = Cel.NAME_LENGTH)
        @Nullable String className) {
  /** Of the default class. */
  public VmDiskImageSpec(
      @Nullable Quantity size,
      @Nullable Tradeoffs tradeoffs,
      @Nullable List<Feature> requires,
      @Nullable List<ImageFormat> formats,
      @Nullable Consumer consumer,
      @Nullable Strategy strategy,
      @Nullable Workload workload,
      @Nullable Quantity minimumPreallocated,
      @Nullable ImageSource source,
      @Nullable PlacementSpec placement,
      @Nullable EncryptionSpec encryption,
      @Nullable Boolean planOnly,
      @Nullable DeletionPolicy deletionPolicy) {
    this(
        size,
        tradeoffs,
        requires,
        formats,
        consumer,
        strategy,
        workload,
        minimumPreallocated,
        source,
        placement,
        encryption,
        planOnly,
        deletionPolicy,
        null);
  }

  /** The same wishes for an image of another size. */
  public VmDiskImageSpec withSize(@Nullable Quantity other) {
    return new VmDiskImageSpec(
        other,
        tradeoffs,
        requires,
        formats,
        consumer,
        strategy,
        workload,
        minimumPreallocated,
        source,
        placement,
        encryption,
        planOnly,
        deletionPolicy,
        className);
  }

  /** The same wishes for an image that begins otherwise. */
  public VmDiskImageSpec withSource(@Nullable ImageSource other) {
    return new VmDiskImageSpec(
        size,
        tradeoffs,
        requires,
        formats,
        consumer,
        strategy,
        workload,
        minimumPreallocated,
        other,
        placement,
        encryption,
        planOnly,
        deletionPolicy,
        className);
  }

  /** The fields that a class can fill. */
  public ClassDefaults asDefaults() {
    return new ClassDefaults(
        tradeoffs, requires, formats, consumer, strategy, workload, placement, deletionPolicy);
  }

  /** The same with other values for what a class can fill. */
  public VmDiskImageSpec filled(ClassDefaults by) {
    return new VmDiskImageSpec(
        size,
        by.tradeoffs(),
        by.requires(),
        by.formats(),
        by.consumer(),
        by.strategy(),
        by.workload(),
        minimumPreallocated,
        source,
        by.placement(),
        encryption,
        planOnly,
        by.deletionPolicy(),
        className);
  }

  /** The same of another class. */
  public VmDiskImageSpec withClassName(@Nullable String other) {
    return new VmDiskImageSpec(
        size,
        tradeoffs,
        requires,
        formats,
        consumer,
        strategy,
        workload,
        minimumPreallocated,
        source,
        placement,
        encryption,
        planOnly,
        deletionPolicy,
        other);
  }
}
