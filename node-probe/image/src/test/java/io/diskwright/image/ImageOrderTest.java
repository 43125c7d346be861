package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.DeviceTarget;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.ImageReference;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageOrderTest {
  private static final String UID = "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f";

  private static DiskAllocationSpec spec(DeviceTarget target, String size) {
    return new DiskAllocationSpec(
        new ImageReference("orders-db", UID),
        "node-a",
        "node-a-3f9c1b2d",
        target,
        new DeviceIdentity("11111111-2222-3333-4444-555555555555", null, null, null, null),
        new Quantity(size),
        AllocationPolicy.Thin,
        ImageFormat.qcow2,
        Map.of("preallocation", "off"),
        SecurityLevel.Off,
        DeletionPolicy.Delete);
  }

  private static final DeviceTarget POOL = new DeviceTarget("/var/lib/diskwright", null, null);

  @ParameterizedTest
  @CsvSource({"1Gi,1073741824", "1000,1024", "512,512", "1,512", "1500m,512", "1k,1024"})
  void shouldRoundUpToSectors(String size, long bytes) throws Exception {
    ImageOrder order = ImageOrder.of(UID, spec(POOL, size));

    assertThat(order.sizeBytes()).isEqualTo(bytes);
    assertThat(order.place().filesystem()).isEqualTo("11111111-2222-3333-4444-555555555555");
    assertThat(order.file()).isEqualTo(Path.of("/var/lib/diskwright", UID, "disk.qcow2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "9Ei", "100000E"})
  void shouldRefuseSizesNoDiskHas(String size) {
    assertThatThrownBy(() -> ImageOrder.of(UID, spec(POOL, size)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("no size a disk can have");
  }

  @Test
  void shouldRefuseVolumeGroups() {
    assertThatThrownBy(() -> ImageOrder.of(UID, spec(new DeviceTarget(null, "vg0", null), "1Gi")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("volume group vg0")
        .hasMessageContaining("and no file");
  }
}
