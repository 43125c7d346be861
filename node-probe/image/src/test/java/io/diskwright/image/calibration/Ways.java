package io.diskwright.image.calibration;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Candidate;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.TargetKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ways of making images, for tests. */
final class Ways {
  private static final DeviceFacts DEVICE =
      new DeviceFacts(
          "device",
          "node",
          "",
          Map.of(),
          TargetKind.Directory,
          DeviceKind.Virtual,
          Map.of(),
          Map.of(),
          0,
          0,
          "",
          Map.of());

  static final Candidate THIN_RAW = way(ImageFormat.raw, AllocationPolicy.Thin, "off");
  static final Candidate RESERVED_RAW =
      way(ImageFormat.raw, AllocationPolicy.Preallocated, "falloc");
  static final Candidate QCOW2 =
      way(ImageFormat.qcow2, AllocationPolicy.MetadataPreallocated, "metadata");
  static final List<Candidate> SOME = List.of(THIN_RAW, QCOW2, RESERVED_RAW);

  private Ways() {}

  static Candidate way(ImageFormat format, AllocationPolicy policy, String preallocation) {
    return new Candidate(
        DEVICE, policy, format, new TreeMap<>(Map.of("preallocation", preallocation)));
  }
}
