package io.diskwright.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.StackLayer;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StorageDeviceStatus;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.planner.DeviceKind;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PrintedDevicesTest {
  private static final String LONG = "/mnt/a-rather-long-name/of-a/directory/that-is/far-below";

  private final StringWriter out = new StringWriter();

  @Test
  void shouldGiveEachCapabilityAColumnWhenThereIsRoom() {
    // When
    String text = table(120, device("/mnt/ssd"), device("/mnt/hdd"));

    // Then
    List<String> lines = text.lines().toList();
    assertThat(lines.get(0).split(" +")).hasSize(5 + Capability.values().length);
    assertThat(lines.get(1)).startsWith("/mnt/ssd ");
    assertThat(lines.get(2)).startsWith("/mnt/hdd ");
    for (Capability one : Capability.values()) {
      int column = lines.get(0).lastIndexOf(" " + Heads.of(one)) + 1;
      assertThat(lines.get(1).charAt(column))
          .as(one.name())
          .isEqualTo(one == Capability.Cloning ? '✓' : one == Capability.Encryption ? '?' : '✗');
      assertThat(text).contains(Heads.of(one) + " " + one);
    }
    assertThat(text).contains("Degraded: md0 (raid1) lacks 1 of its disks");
  }

  @Test
  void shouldFitWhateverTheTerminal() {
    for (int columns : List.of(80, 100, 120, 200)) {
      // When
      String text = table(columns, device(LONG), device("/mnt/ssd"));

      // Then
      assertThat(Table.widest(text)).as("columns").isLessThanOrEqualTo(columns);
      assertThat(text).contains("far-below", "/mnt/ssd");
    }
    assertThat(table(0, device(LONG)).lines().toList().get(1)).startsWith(LONG);
  }

  @Test
  void shouldTellTargetsApartThatEndAlike() {
    // When
    String text = table(120, device("/mnt/one" + LONG), device("/mnt/two" + LONG));

    // Then
    assertThat(text).contains("/mnt/one" + LONG, "/mnt/two" + LONG);
  }

  @Test
  void shouldSayWhatOthersSaidWhenWide() {
    // When
    new DevicePrinter(terminal(100)).print(List.of(device("/mnt/ssd")));

    // Then
    assertThat(out.toString())
        .contains("vda (disk) > md0 (raid1) > xfs", "serial=S1", "filesystem=xfs")
        .contains("✓ Present  reflink", "ioctl(FICLONE) = 0")
        .contains("but declared = Absent says Absent")
        .contains("✗ Healthy is False, Degraded: md0");
    assertThat(Table.widest(out.toString())).isLessThanOrEqualTo(100);
  }

  @Test
  void shouldExplainEveryCapability() {
    for (Capability one : Capability.values()) {
      // When
      new WhyPrinter(terminal(80)).print(List.of(one), List.of(device("/mnt/ssd")));
    }

    // Then
    assertThat(out.toString())
        .contains("Cloning\n  what ", "/mnt/ssd  ✓ Present, reflink", "answer    0");
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("says Absent; the answer above is the better source (gold class)")
        .contains("An image that requires Snapshotting becomes qcow2 here");
    assertThat(out.toString().split("\n    so ")).hasSize(1 + Capability.values().length);
    assertThat(Table.widest(out.toString())).isLessThanOrEqualTo(80);
  }

  private String table(int columns, StorageDevice... devices) {
    return new DeviceTable(terminal(columns)).text(List.of(devices));
  }

  private Terminal terminal(int columns) {
    PrintWriter writer = new PrintWriter(out);
    return new Terminal(InputStream.nullInputStream(), writer, writer, false, false, () -> columns);
  }

  private static StorageDevice device(String directory) {
    StorageDevice device = new StorageDevice();
    device.setMetadata(new ObjectMetaBuilder().withName("node-a-1").build());
    TreeMap<String, String> properties = new TreeMap<>();
    properties.put("filesystem", "xfs");
    device.setStatus(
        new StorageDeviceStatus(
            "node-a",
            new DeviceTarget(directory, null, null),
            DeviceKind.SolidState,
            new DeviceIdentity("u", null, "S1", null, null),
            List.of(layer("vda", "disk"), layer("md0", "raid1"), layer("xfs", "filesystem")),
            properties,
            new DeviceCapacity(1L << 40, 1L << 39, 1L << 38),
            Arrays.stream(Capability.values())
                .sorted(Comparator.comparing(Capability::name))
                .map(PrintedDevicesTest::capability)
                .toList(),
            List.of(Capability.Cloning),
            Capability.complementOf(List.of(Capability.Cloning)),
            null,
            List.of(
                condition("Ready", "True", "Probed", "every capability was asked"),
                condition("Healthy", "False", "Degraded", "md0 (raid1) lacks 1 of its disks"))));
    return device;
  }

  private static StackLayer layer(String name, String type) {
    return new StackLayer(name, type, null);
  }

  private static CapabilityStatus capability(Capability one) {
    Observation declared =
        new Observation(
            EvidenceSource.ConfigurationFile,
            "declared",
            "Absent",
            CapabilityState.Absent,
            "gold class");
    return switch (one) {
      case Cloning ->
          new CapabilityStatus(
              one,
              CapabilityState.Present,
              "reflink",
              new Evidence(
                  EvidenceSource.SystemCall, "ioctl(FICLONE)", "0", "shared", List.of(declared)));
      case Encryption ->
          new CapabilityStatus(
              one,
              CapabilityState.Unknown,
              null,
              new Evidence(EvidenceSource.SystemCall, "ioctl(POLICY)", "EPERM", "not allowed"));
      default ->
          new CapabilityStatus(
              one,
              CapabilityState.Absent,
              null,
              new Evidence(
                  EvidenceSource.SystemCall, "call of many words ".repeat(5), "ENOTTY", "no"));
    };
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
