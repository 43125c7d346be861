package io.diskwright.planner;

/** Where the costs of images on a device come from. */
interface CostSource {

  /** The costs on devices like this one; there always are some. */
  DeviceCosts costsOf(DeviceFacts device);
}
