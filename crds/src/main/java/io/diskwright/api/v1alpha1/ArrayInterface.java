package io.diskwright.api.v1alpha1;

/** An interface by which storage arrays tell of themselves. */
public enum ArrayInterface {
  /** SNIA SMI-S: CIM-XML over HTTP, DMTF DSP0200 and DSP0201. */
  SmiS,
  /** SNIA Swordfish, and the storage part of DMTF Redfish: JSON over HTTP. */
  Swordfish
}
