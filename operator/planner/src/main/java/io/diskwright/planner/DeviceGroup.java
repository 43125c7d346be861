package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The devices of one class that an image may lie on now. */
final class DeviceGroup {
  /** The most room first, then by name: images spread over devices that are equal. */
  static final Comparator<DeviceFacts> ROOMIEST =
      Comparator.comparingLong(DeviceFacts::promisableBytes)
          .thenComparingLong(DeviceFacts::allocatableBytes)
          .reversed()
          .thenComparing(DeviceFacts::name);

  private final DeviceClass type;
  private final List<DeviceFacts> members = new ArrayList<>();
  private DeviceFacts roomiest;

  DeviceGroup(DeviceClass type, DeviceFacts first) {
    this.type = type;
    this.roomiest = first;
    members.add(first);
  }

  void add(DeviceFacts device) {
    members.add(device);
    if (ROOMIEST.compare(device, roomiest) < 0) {
      roomiest = device;
    }
  }

  DeviceClass type() {
    return type;
  }

  int size() {
    return members.size();
  }

  /** The member with the most room. */
  DeviceFacts roomiest() {
    return roomiest;
  }

  /** The roomiest member that holds so much, or null when none does. */
  @Nullable DeviceFacts memberFor(Footprint footprint) {
    if (CapacityRule.fits(roomiest, footprint)) {
      return roomiest;
    }
    DeviceFacts best = null;
    for (DeviceFacts member : members) {
      if (CapacityRule.fits(member, footprint)
          && (best == null || ROOMIEST.compare(member, best) < 0)) {
        best = member;
      }
    }
    return best;
  }
}
