package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersTest {
  @ParameterizedTest
  @CsvSource({
    "'', d, '{target: {directory: /a}}', has no UID",
    "u, other, '{target: {directory: /a}}', not the device given",
    "u, d, '{}', not the device given",
  })
  void shouldRefuseToOrderWhatWasNotDecided(
      String uid, String device, String status, String message) {
    // Given
    VmDiskImage image =
        Yaml.read(
                "{kind: VmDiskImage, metadata: {name: x, uid: '"
                    + uid
                    + "'}, spec: {size: 1Gi}, status: {decision: {device: d, node: n}}}")
            .one(VmDiskImage.class);
    StorageDevice given =
        Yaml.read("{kind: StorageDevice, metadata: {name: " + device + "}, status: " + status + "}")
            .one(StorageDevice.class);

    // Then
    assertThatThrownBy(
            () -> Orders.order(image, Objects.requireNonNull(image.getStatus().decision()), given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
