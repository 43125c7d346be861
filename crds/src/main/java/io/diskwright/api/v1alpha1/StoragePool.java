package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The admin's opt-in: which places on which nodes may hold images. */
@JsonClassDescription(
    "The admin's opt-in: which places on which nodes may hold images, and what no system call can see about them.")
@Group("diskwright.io")
@Version("v1alpha1")
@Kind("StoragePool")
@Plural("storagepools")
@Singular("storagepool")
@Categories("diskwright")
@ShortNames("vmpool")
@AdditionalPrinterColumn(
    name = "Devices",
    jsonPath = ".status.devices",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Usable",
    jsonPath = ".status.readyDevices",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Allocatable",
    jsonPath = ".status.allocatableBytes",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Total",
    jsonPath = ".status.totalBytes",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value = "size(self.metadata.name) <= 63",
    message =
        "must have a name of at most 63 characters, because it is also the value of the label diskwright.io/pool; choose a shorter one")
public final class StoragePool extends CustomResource<StoragePoolSpec, StoragePoolStatus> {
  private static final long serialVersionUID = 1;
}
