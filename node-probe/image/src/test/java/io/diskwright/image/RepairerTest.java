package io.diskwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.Verification.Drift;
import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.BufferedReader;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real xfs, the one file system that both shares space and parts it. */
final class RepairerTest {
  private static final long MIB = 1 << 20;

  private final Allocator allocator = Allocator.system();
  private final Verifier verifier = Verifier.system();
  private final Repairer repairer = Repairer.system();
  private LoopFilesystem xfs;
  private Path pool;

  @BeforeEach
  void mount() {
    Requires.loopDevices();
    xfs = LoopFilesystem.of("xfs").bytes(512 * MIB).make();
    pool = xfs.directory().resolve("pool");
  }

  @AfterEach
  void unmount() throws Exception {
    xfs.close();
  }

  private Path made(ImageOrder order) throws ImageException {
    return allocator.make(order, Progress.NONE).path();
  }

  private List<DriftKind> drifts(ImageOrder order) throws ImageException {
    return switch (verifier.verify(order)) {
      case Verified unused -> List.of();
      case Drifted drifted -> drifted.drifts().stream().map(Drift::kind).toList();
    };
  }

  private static byte[] head(Path file) throws Exception {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[4096];
      in.readFully(bytes);
      return bytes;
    }
  }

  private static void write(Path file, String text) throws Exception {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }

  @Test
  void shouldReserveAgainWhatAGuestDiscarded() throws Exception {
    // Given
    ImageOrder order = Orders.order(pool, ImageFormat.raw, AllocationPolicy.Preallocated, 64 * MIB);
    Path file = made(order);
    write(file, "the guest's data");
    byte[] before = head(file);
    Shell.run("fallocate", "-p", "-o", "8M", "-l", "16M", file.toString());
    assertThat(drifts(order)).containsExactly(DriftKind.Unallocated);

    // When
    Verified repaired = repairer.repair(order, Progress.NONE);

    // Then
    assertThat(repaired.allocatedBytes()).isGreaterThanOrEqualTo(64 * MIB);
    assertThat(drifts(order)).isEmpty();
    assertThat(head(file)).isEqualTo(before);
    assertThat(repairer.repair(order, Progress.NONE)).isEqualTo(repaired);
  }

  @Test
  void shouldPartWhatACloneShares() throws Exception {
    // Given
    ImageOrder order = Orders.order(pool, ImageFormat.raw, AllocationPolicy.Preallocated, 64 * MIB);
    Path file = made(order);
    Shell.run("dd", "if=/dev/urandom", "of=" + file, "bs=1M", "count=8", "conv=notrunc,fsync");
    byte[] before = head(file);
    Path clone = xfs.directory().resolve("clone");
    Shell.run("cp", "--reflink=always", file.toString(), clone.toString());
    assertThat(drifts(order)).containsExactly(DriftKind.Shared);

    // When
    Verified repaired = repairer.repair(order, Progress.NONE);

    // Then
    assertThat(drifts(order)).isEmpty();
    assertThat(repaired.verifiedBy()).contains("FIEMAP").doesNotContain("shared");
    assertThat(head(file)).isEqualTo(before).isEqualTo(head(clone));
  }

  @Test
  void shouldReserveTheFileOfAFormatAgain() throws Exception {
    // Given
    Requires.command("qemu-img");
    ImageOrder order =
        Orders.order(pool, ImageFormat.qcow2, AllocationPolicy.Preallocated, 64 * MIB);
    Path file = made(order);
    Shell.run("fallocate", "-p", "-o", "8M", "-l", "16M", file.toString());

    // When
    repairer.repair(order, Progress.NONE);

    // Then
    assertThat(drifts(order)).isEmpty();
    Shell.run("qemu-img", "check", "-q", "-f", "qcow2", file.toString());
  }

  @Test
  void shouldRefuseWhatIsInUse() throws Exception {
    // Given
    ImageOrder order = Orders.order(pool, ImageFormat.raw, AllocationPolicy.Preallocated, 64 * MIB);
    Path file = made(order);
    Shell.run("fallocate", "-p", "-o", "8M", "-l", "16M", file.toString());
    Process user =
        new ProcessBuilder("sh", "-c", "exec 3<\"$0\"; echo open; read line", file.toString())
            .start();

    // When, Then
    try (BufferedReader said = user.inputReader()) {
      assertThat(said.readLine()).isEqualTo("open");
      assertThatThrownBy(() -> repairer.repair(order, Progress.NONE))
          .hasMessageContaining("has it open");
      assertThat(drifts(order)).containsExactly(DriftKind.Unallocated);
    } finally {
      user.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldSayHowMuchIsMissingWhenThereIsNoRoomToRepair() throws Exception {
    // Given
    ImageOrder order = Orders.order(pool, ImageFormat.raw, AllocationPolicy.Preallocated, 64 * MIB);
    Path file = made(order);
    Shell.run("fallocate", "-p", "-o", "0", "-l", "60M", file.toString());
    Path filler = xfs.directory().resolve("filler");
    long free = Files.getFileStore(pool).getUsableSpace();
    Shell.run("fallocate", "-l", Long.toString(free - 16 * MIB), filler.toString());

    // When, Then
    assertThatThrownBy(() -> repairer.repair(order, Progress.NONE))
        .hasMessageContaining("are missing")
        .hasMessageContaining("as it was");
  }

  @Test
  void shouldLeaveAloneWhatIsNotAboutSpace() throws Exception {
    // Given
    ImageOrder order = Orders.order(pool, ImageFormat.raw, AllocationPolicy.Preallocated, 64 * MIB);
    Path file = made(order);
    Shell.run("truncate", "-s", "32M", file.toString());
    assertThat(drifts(order)).contains(DriftKind.Truncated);

    // When, Then
    assertThatThrownBy(() -> repairer.repair(order, Progress.NONE))
        .hasMessageContaining("another drift");
    assertThat(Files.size(file)).isEqualTo(32 * MIB);
  }
}
