package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The devices as they will be once everything decided so far is made. */
final class Ledger {
  private final List<StorageDevice> devices;
  private final Map<String, Long> promised = new HashMap<>();

  Ledger(List<StorageDevice> devices) {
    this.devices = new ArrayList<>(devices);
  }

  /** The devices, with what was taken from their room. */
  List<StorageDevice> devices() {
    return List.copyOf(devices);
  }

  /** By device: bytes promised to images and not yet allocated. */
  Map<String, Long> promised() {
    return Map.copyOf(promised);
  }

  /** An image on {@code device} may still take {@code bytes}. */
  void promise(String device, long bytes) {
    promised.merge(device, Math.max(0, bytes), Ledger::add);
  }

  /** The image so decided will be made: its bytes are taken, and the rest is promised. */
  void take(Decision decision) {
    long allocated = decision.expected().allocatedBytes();
    promise(decision.device(), decision.expected().maximumBytes() - allocated);
    devices.replaceAll(
        device ->
            device.getMetadata().getName().equals(decision.device())
                ? less(device, allocated)
                : device);
  }

  private static StorageDevice less(StorageDevice device, long bytes) {
    StorageDeviceStatus s = device.getStatus();
    DeviceCapacity c = s.capacity();
    DeviceCapacity left =
        new DeviceCapacity(
            c.totalBytes(),
            Math.max(0, c.freeBytes() - bytes),
            Math.max(0, c.allocatableBytes() - bytes));
    StorageDevice lesser = new StorageDevice();
    lesser.setMetadata(device.getMetadata());
    lesser.setStatus(
        new StorageDeviceStatus(
            s.nodeName(),
            s.target(),
            s.kind(),
            s.identity(),
            s.stack(),
            s.properties(),
            left,
            s.capabilities(),
            s.has(),
            s.lacks(),
            s.measurements(),
            s.conditions()));
    return lesser;
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
