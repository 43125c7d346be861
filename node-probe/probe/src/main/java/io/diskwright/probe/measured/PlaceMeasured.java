package io.diskwright.probe.measured;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.planner.MeasuredWay;
import io.diskwright.planner.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Measurements, and the place they were taken at: they hold for no other.
 *
 * @param filesystem identity of its file system, empty when it has none
 * @param mountOptions those that change how images behave, by commas
 * @param measurements with the kernel and QEMU they were taken with
 */
public record PlaceMeasured(String filesystem, String mountOptions, Measurements measurements) {
  private static final String KERNEL = "kernel";
  private static final String MOUNT_OPTIONS = "mountOptions";

  /**
   * The measurements of {@code device}, to be kept.
   *
   * @param date such as {@code 2026-05-01}
   * @param qemu version of QEMU
   * @param measured what each way costs
   */
  public static PlaceMeasured of(
      StorageDevice device, String date, String qemu, List<MeasuredWay> measured) {
    Map<String, String> properties = device.getStatus().properties();
    return new PlaceMeasured(
        Objects.requireNonNullElse(device.getStatus().identity().filesystemUuid(), ""),
        properties.getOrDefault(MOUNT_OPTIONS, ""),
        new Measurements(date, properties.getOrDefault(KERNEL, ""), qemu, measured));
  }

  /**
   * How a place differs from the one measured; empty when it does not. The answer is the rest of a
   * sentence that begins with what was measured.
   *
   * @param filesystemNow identity of the file system
   * @param properties as published
   * @param qemu version of QEMU, empty when it is not known, which contradicts nothing
   */
  public Optional<String> difference(
      String filesystemNow, Map<String, String> properties, String qemu) {
    List<String> all = new ArrayList<>();
    differ(all, "on the file system", filesystem, filesystemNow);
    differ(all, "mounted with", mountOptions, properties.getOrDefault(MOUNT_OPTIONS, ""));
    differ(all, "under the kernel", measurements.kernel(), properties.getOrDefault(KERNEL, ""));
    if (!qemu.isEmpty()) {
      differ(all, "with QEMU", measurements.qemu(), qemu);
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(String.join(", and ", all));
  }

  private static void differ(List<String> all, String what, String then, String now) {
    if (!then.equals(now)) {
      all.add(what + " " + said(then) + ", which is " + said(now) + " now");
    }
  }

  private static String said(String text) {
    return text.isEmpty() ? "(none)" : text;
  }
}
