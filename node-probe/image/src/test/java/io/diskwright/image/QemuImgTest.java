package io.diskwright.image;

import static io.diskwright.image.Orders.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuImgTest {
  private static final Path POOL = Path.of("/pool");
  private static final AllocationPolicy THICK = AllocationPolicy.Preallocated;

  @TempDir Path pool;

  @Test
  void shouldNameTheFormatAndEveryOption() {
    ImageOrder order =
        Orders.order(POOL, ImageFormat.qcow2, AllocationPolicy.Thin, MIB, "cluster_size", "131072");

    assertThat(QemuImg.createArguments(order, "/x/disk.qcow2", null))
        .containsExactly(
            "create",
            "-q",
            "-f",
            "qcow2",
            "-o",
            "cluster_size=131072,preallocation=off",
            "/x/disk.qcow2",
            "1048576");
  }

  @Test
  void shouldKeepFromQemuImgWhatItIgnores() {
    ImageOrder vhdx = Orders.order(POOL, ImageFormat.vhdx, THICK, MIB, "subformat", "fixed");
    ImageOrder qed = Orders.order(POOL, ImageFormat.qed, AllocationPolicy.Thin, MIB);

    assertThat(QemuImg.createArguments(vhdx, "f", null))
        .contains("block_state_zero=off,subformat=fixed");
    assertThat(QemuImg.createArguments(qed, "f", null))
        .containsExactly("create", "-q", "-f", "qed", "f", "1048576");
  }

  @Test
  void shouldAskForTheExactSizeOfAVpc() {
    ImageOrder vpc = Orders.order(POOL, ImageFormat.vpc, AllocationPolicy.Thin, MIB);

    assertThat(QemuImg.createArguments(vpc, "f", null)).contains("force_size=on");
  }

  @Test
  void shouldPreallocateOnlyTablesWhenPartOfTheDataIsOrdered() {
    ImageOrder part =
        Orders.order(POOL, ImageFormat.qcow2, THICK, 8 * MIB, "preallocatedBytes", "1048576");

    assertThat(QemuImg.createArguments(part, "f", null)).contains("preallocation=metadata");
  }

  @Test
  void shouldLetNoOrderSlipInAnotherOption() {
    List<ImageOrder> orders =
        List.of(
            qcow2("cluster_size", "65536,backing_file=/etc/shadow"),
            qcow2("backing_file", "base"),
            qcow2("data_file", "other"),
            qcow2("encrypt.format", "aes"),
            qcow2("cluster_size", ""),
            qcow2("extent_size_hint", "-1"),
            Orders.raw(POOL, AllocationPolicy.MetadataPreallocated, MIB),
            Orders.raw(POOL, THICK, MIB, "preallocation", "off"),
            Orders.raw(POOL, AllocationPolicy.Thin, MIB + 1),
            Orders.raw(POOL, AllocationPolicy.Thin, 0),
            Orders.raw(Path.of("pool"), AllocationPolicy.Thin, MIB),
            Orders.order(POOL, ImageFormat.qed, THICK, MIB),
            Orders.order(POOL, ImageFormat.vhdx, THICK, MIB),
            Orders.order(POOL, ImageFormat.vdi, THICK, MIB, "static", "off"),
            Orders.order(
                POOL,
                ImageFormat.vmdk,
                AllocationPolicy.Thin,
                MIB,
                "subformat",
                "twoGbMaxExtentSparse"));

    for (ImageOrder order : orders) {
      assertThatThrownBy(order::checked)
          .as(order.toString())
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("Nothing was written");
    }
  }

  private static ImageOrder qcow2(String option, String value) {
    return Orders.order(POOL, ImageFormat.qcow2, AllocationPolicy.Thin, MIB, option, value);
  }

  @Test
  void shouldNotBelieveAnExitCodeOfZero() throws Exception {
    CommandRunner real = new ProcessRunner();
    CommandRunner lying =
        (command, timeout, goOn) ->
            command.contains("create")
                ? new CommandRunner.Result(CommandRunner.End.Exited, 0, "", "")
                : real.run(List.of("echo", "qemu-img version 8.2.1"), timeout, goOn);

    failsWith(lying, "ENOENT");
  }

  @Test
  void shouldPassOnWhatQemuImgComplainsOf() throws Exception {
    failsWith(ends(CommandRunner.End.Exited, 1, "qemu-img: f: Invalid option\nmore\n"), "Invalid");
    failsWith(ends(CommandRunner.End.Exited, 137, ""), "killed by signal 9");
    failsWith(ends(CommandRunner.End.TimedOut, 137, ""), "too long");
    failsWith(
        ends(CommandRunner.End.Exited, 1, "qemu-img: f: No space left on device\n"), "are free");
  }

  private static CommandRunner ends(CommandRunner.End end, int code, String errors) {
    return (command, timeout, goOn) ->
        command.contains("create")
            ? new CommandRunner.Result(end, code, "", errors)
            : new CommandRunner.Result(CommandRunner.End.Exited, 0, "qemu-img version 9.0.0\n", "");
  }

  private void failsWith(CommandRunner runner, String message) throws IOException {
    Allocator allocator = new Allocator(Libc.system(), new QemuImg(runner, "qemu-img"));
    ImageOrder order = Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.Thin, MIB);

    assertThatThrownBy(() -> allocator.make(order, Progress.NONE))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("Nothing was left");
    assertThat(pool).isEmptyDirectory();
  }
}
