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
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeOrderTest {
  private static final String UID = "3f9c1b2d-0d5e-4f5a-9c39-0a1b2c3d4e5f";
  private static final AllocationPolicy THICK = AllocationPolicy.Preallocated;
  private static final Map<String, String> THIN = Map.of("lv", "thin", "preallocation", "off");

  private static DiskAllocationSpec spec(
      String group,
      @Nullable String pool,
      AllocationPolicy policy,
      ImageFormat format,
      Map<String, String> options) {
    return new DiskAllocationSpec(
        new ImageReference("orders-db", UID),
        "node-a",
        "node-a-00000001",
        new DeviceTarget(null, group, pool),
        new DeviceIdentity("group-uuid/pool-uuid", null, null, null, "m"),
        Quantity.parse("10000001"),
        policy,
        format,
        options,
        SecurityLevel.Off,
        DeletionPolicy.Delete);
  }

  @Test
  void shouldReadAnOrder() throws Exception {
    VolumeOrder order =
        VolumeOrder.of(UID, spec("vg0", "pool0", AllocationPolicy.Thin, ImageFormat.raw, THIN));

    assertThat(order.kind()).isEqualTo(VolumeKind.thin);
    assertThat(order.place().text()).isEqualTo("vg0/pool0");
    assertThat(order.place().identity().filesystem()).isEqualTo("group-uuid/pool-uuid");
    assertThat(order.sizeBytes()).isEqualTo(10_000_384);
    assertThat(order.volumeBytes(4 << 20)).isEqualTo(12 << 20);
    assertThat(order.device().toString()).isEqualTo("/dev/vg0/dw-" + UID);
  }

  @Test
  void shouldRefuseWhatNoVolumeCanBe() {
    Map<String, String> thick = Map.of("lv", "thick", "preallocation", "falloc");
    refused(spec("vg0", null, THICK, ImageFormat.qcow2, thick), "a logical volume is raw");
    refused(spec("vg0", null, AllocationPolicy.Thin, ImageFormat.raw, THIN), "needs a thin pool");
    refused(spec("vg0", "pool0", THICK, ImageFormat.raw, thick), "every volume is thin");
    refused(spec("vg0", null, AllocationPolicy.Thin, ImageFormat.raw, thick), "does not fit");
    refused(
        spec("vg0", null, THICK, ImageFormat.raw, Map.of("lv", "thick", "preallocation", "full")),
        "does not fit");
    refused(
        spec("vg0", null, THICK, ImageFormat.raw, Map.of("preallocation", "falloc")),
        "the option lv must be thin, thick, raid1");
    refused(
        spec(
            "vg0",
            null,
            THICK,
            ImageFormat.raw,
            Map.of("lv", "thick", "preallocation", "falloc", "nocow", "on")),
        "the option nocow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-n", "--yes", "../sda", "vg0/x", "a b", "", ".", "..", "v;g", "@tag"})
  void shouldRefuseANameThatIsNone(String name) {
    Map<String, String> thick = Map.of("lv", "thick", "preallocation", "falloc");
    refused(spec(name, null, THICK, ImageFormat.raw, thick), "is no name");
    refused(spec("vg0", name, AllocationPolicy.Thin, ImageFormat.raw, THIN), "is no name");
  }

  private static void refused(DiskAllocationSpec spec, String why) {
    assertThatThrownBy(() -> VolumeOrder.of(UID, spec))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(why);
  }
}
