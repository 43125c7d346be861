package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places in the device tree as Linux lays them out. */
class TransportTest {
  private static final String PCI = "pci0000:00/0000:00:03.0/";

  @TempDir Path devices;
  private final KernelFiles files = new KernelFiles(Libc.system());

  @ParameterizedTest
  @CsvSource({
    PCI + "ata1/host0/target0:0:0/0:0:0:0/block/sda, sata",
    PCI + "host0/port-0:0/end_device-0:0/target0:0:0/0:0:0:0/block/sda, sas",
    PCI + "host1/rport-1:0-2/target1:0:0/1:0:0:0/block/sda, fc",
    "platform/host3/session1/target3:0:0/3:0:0:1/block/sda, iscsi",
    PCI + "virtio1/block/vda, virtio",
    PCI + "virtio2/host2/target2:0:0/2:0:0:0/block/sda, virtio",
    PCI + "mmc_host/mmc0/mmc0:1234/block/mmcblk0, mmc",
    "pseudo_0/adapter0/host4/target4:0:0/4:0:0:0/block/sda,",
    PCI + "host0/target0:2:0/0:2:0:0/block/sda,",
    "virtual/block/nbd0, nbd",
    "rbd/0/block/rbd0, rbd",
    "atari/usbfoo/block/sdz,",
  })
  void shouldTellHowADiskIsAttached(String path, String transport) {
    assertThat(Transport.of(files, devices.resolve(path))).isEqualTo(transport);
  }

  @ParameterizedTest
  @CsvSource({"usb-storage, usb", "uas, uas"})
  void shouldTellTheProtocolOfAUsbDisk(String driver, String transport) throws IOException {
    Path port = devices.resolve(PCI + "usb2/2-1/2-1:1.0");
    Path disk = port.resolve("host6/target6:0:0/6:0:0:0/block/sdb");
    Files.createDirectories(disk);
    Files.createSymbolicLink(
        port.resolve("driver"), Path.of("../../../../bus/usb/drivers/" + driver));

    assertThat(Transport.of(files, disk)).isEqualTo(transport);
  }

  @ParameterizedTest
  @CsvSource({"pcie, nvme", "tcp, nvme-tcp", "rdma, nvme-rdma", "fc, nvme-fc", "loop, nvme-loop"})
  void shouldTakeTheTransportOfTheController(String said, String transport) throws IOException {
    Path controller = devices.resolve("nvme-fabrics/ctl/nvme3");
    Files.createDirectories(controller.resolve("nvme3n1"));
    Files.writeString(controller.resolve("transport"), said + "\n");

    assertThat(Transport.of(files, controller.resolve("nvme3n1"))).isEqualTo(transport);
  }

  @Test
  void shouldLookAtEveryControllerOfAMultipathDisk() throws IOException {
    // Given
    Path subsystem = devices.resolve("virtual/nvme-subsystem/nvme-subsys0");
    Files.createDirectories(subsystem.resolve("nvme0n1"));
    for (String one : new String[] {"nvme0", "nvme2"}) {
      Path controller = devices.resolve("nvme-fabrics/ctl").resolve(one);
      Files.createDirectories(controller);
      Files.writeString(controller.resolve("transport"), "tcp\n");
      Files.createSymbolicLink(subsystem.resolve(one), controller);
    }

    // When
    String transport = Transport.of(files, subsystem.resolve("nvme0n1"));

    // Then
    assertThat(transport).isEqualTo("nvme-tcp");
  }
}
