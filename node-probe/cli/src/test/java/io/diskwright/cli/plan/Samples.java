package io.diskwright.cli.plan;

import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.ExpectedCosts;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.input.Input;
import io.diskwright.cli.input.InputReader;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.decision.Orders;
import io.diskwright.image.Verification;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Confidence;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Strategy;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects for tests. */
public final class Samples {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private Samples() {}

  /** What is read from {@code yaml}. */
  public static Input read(String yaml) throws InvalidInputException {
    return new InputReader(
            Json.mapper(), new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .read(List.of("-"));
  }

  /** An image as YAML. */
  public static String yaml(String name, String spec) {
    return "apiVersion: diskwright.io/v1alpha1\nkind: VmDiskImage\nmetadata: {name: "
        + name
        + "}\nspec: "
        + spec
        + "\n";
  }

  /** A device with room for {@code allocatable} bytes. */
  static StorageDevice device(String name, Path target, long allocatable) {
    StorageDevice device = new StorageDevice();
    device.setMetadata(new ObjectMetaBuilder().withName(name).build());
    device.setStatus(
        new StorageDeviceStatus(
            "node",
            new DeviceTarget(target.toString(), null, null),
            DeviceKind.Virtual,
            new DeviceIdentity(null, null, null, null, null),
            List.of(),
            new TreeMap<>(Map.of("filesystem", "ext4")),
            new DeviceCapacity(allocatable, allocatable, allocatable),
            List.of(),
            List.of(),
            List.of(),
            null,
            null));
    return device;
  }

  /** A decision on {@code device}. */
  static Decision decision(String device, long allocated, long maximum) {
    return new Decision(
        Strategy.Measured,
        device,
        "node",
        AllocationPolicy.Thin,
        ImageFormat.raw,
        new TreeMap<>(Map.of("preallocation", "off")),
        500,
        new ExpectedCosts(500, allocated, maximum, Confidence.Shipped),
        List.of(),
        List.of(),
        List.of(),
        1);
  }

  /** The image in {@code yaml} as made in {@code target}. */
  public static StoredImage stored(String yaml, Path target) throws InvalidInputException {
    VmDiskImage image = read(yaml).images().getFirst().object();
    Decision decision = decision("node-1", 0, 1 << 30);
    Path file = target.resolve("disk.img");
    VmDiskImage made =
        new Statuses(CLOCK)
            .allocated(
                image, decision, new Verification.Verified(file, 0, 1 << 30, "statx st_blocks"));
    DiskAllocation order = new DiskAllocation();
    order.setMetadata(new ObjectMetaBuilder().withName(made.getMetadata().getUid()).build());
    order.setSpec(Orders.order(made, decision, device("node-1", target, 1L << 40)));
    return new StoredImage(target, made, order);
  }
}
