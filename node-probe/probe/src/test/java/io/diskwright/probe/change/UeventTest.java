package io.diskwright.probe.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UeventTest {
  /** As the kernel writes it when a loop device has grown. */
  static final String RESIZED =
      "change@/devices/virtual/block/loop3\0ACTION=change\0DEVPATH=/devices/virtual/block/loop3\0"
          + "SUBSYSTEM=block\0RESIZE=1\0MAJOR=7\0MINOR=3\0DEVNAME=loop3\0DEVTYPE=disk\0"
          + "DISKSEQ=41\0SEQNUM=2101\0";

  @Test
  void shouldReadWhatTheKernelSends() {
    assertThat(Uevent.parse(bytes(RESIZED)))
        .contains(new Uevent("change", "/devices/virtual/block/loop3", "block", true));
    assertThat(Uevent.parse(bytes("remove@/devices/pci0/usb1\0SUBSYSTEM=usb\0")))
        .contains(new Uevent("remove", "/devices/pci0/usb1", "usb", false));
    assertThat(Uevent.parse(bytes("add@/x\0")))
        .as("cut after the head")
        .contains(new Uevent("add", "/x", "", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0",
        "change",
        "@/devices\0",
        "change@\0",
        "change@devices/x\0",
        "change@/devices/x", // no end
        "CHANGE@/devices/x\0",
        "libudev\0\u00fe\u00ed\u00ca\u00fe@/x\0",
        "averyveryverylongaction@/x\0",
        "change@/devices/../../etc\0",
        "change@/devices/..\0"
      })
  void shouldTakeNothingElseForAUevent(String message) {
    assertThat(Uevent.parse(bytes(message))).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsLongerThanTheKernelSends() {
    assertThat(Uevent.parse(Arrays.copyOf(bytes(RESIZED), Uevent.LONGEST))).isPresent();
    assertThat(Uevent.parse(Arrays.copyOf(bytes(RESIZED), Uevent.LONGEST + 1))).isEmpty();
  }

  @Test
  void shouldReadAnyBytesWithoutHarm() {
    Random random = new Random(3);
    byte[] good = bytes(RESIZED);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 64));
      for (int n = random.nextInt(8); n > 0 && bytes.length > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Uevent.parse(bytes)
          .ifPresent(
              event -> {
                assertThat(event.path()).startsWith("/").doesNotContain("\0");
                assertThat(event.action()).matches("[a-z]{1,16}");
              });
      InotifyEvent.parse(bytes)
          .forEach(event -> assertThat(event.name().length()).isLessThanOrEqualTo(bytes.length));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
