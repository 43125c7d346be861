package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** Named defaults for images, and what they may ask for at most. */
@JsonClassDescription(
    "Named defaults for what a VmDiskImage leaves out, and limits to what it may ask for.")
@Group("diskwright.io")
@Version("v1alpha1")
@Kind("VmDiskClass")
@Plural("vmdiskclasses")
@Singular("vmdiskclass")
@Categories("diskwright")
@ShortNames("vmclass")
@AdditionalPrinterColumn(
    name = "Default",
    jsonPath = ".status.conditions[?(@.type==\"Default\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Performance",
    jsonPath = ".spec.defaults.tradeoffs.performance",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Redundancy",
    jsonPath = ".spec.defaults.tradeoffs.redundancy",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Security",
    jsonPath = ".spec.defaults.tradeoffs.security",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "MaxSize",
    jsonPath = ".spec.limits.maxSize",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Description",
    jsonPath = ".spec.description",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class VmDiskClass extends CustomResource<VmDiskClassSpec, VmDiskClassStatus> {
  private static final long serialVersionUID = 1;
}
