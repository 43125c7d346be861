package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationStatus;
import io.diskwright.api.v1alpha1.StorageDevice;

/** Everything the agent writes to the API server. */
interface NodeApi {
  /**
   * Publishes the device: its name and labels when {@code whole}, its status always.
   *
   * @return the device as it is now
   */
  StorageDevice publish(StorageDevice device, boolean whole);

  /** Takes the device back. */
  void withdraw(String device);

  /** Says what was done about {@code order}. */
  void report(DiskAllocation order, DiskAllocationStatus status);

  /** Lets {@code order} go. */
  void release(DiskAllocation order);
}
