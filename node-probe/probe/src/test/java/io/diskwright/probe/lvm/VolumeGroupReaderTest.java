package io.diskwright.probe.lvm;

import static io.diskwright.testing.LoopVolumeGroup.linear;
import static io.diskwright.testing.LoopVolumeGroup.thinPool;
import static io.diskwright.testing.LoopVolumeGroup.volume;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Libc;
import io.diskwright.testing.LoopVolumeGroup;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real volume groups on loop devices, and lvm that is missing, slow, or talks nonsense. */
class VolumeGroupReaderTest {
  private static final String VOLUMES =
      volume("lin", 'l', true, 2, linear("pv1", 0))
          + volume("pool0", 'p', true, 4, thinPool("pool0"))
          + volume("pool0_tdata", 'd', false, 4, linear("pv0", 0))
          + volume("pool0_tmeta", 'm', false, 1, linear("pv0", 4));

  @TempDir Path home;
  private final AtomicInteger runs = new AtomicInteger();

  private VolumeGroupReader reader(LvmSource source) {
    LvmSource counted =
        group -> {
          runs.incrementAndGet();
          return source.report(group);
        };
    return new VolumeGroupReader(Libc.system(), counted, VolumeGroupReaderTest::disks);
  }

  private static List<String> disks() {
    return Shell.run("sh", "-c", "grep . /sys/class/block/*/size").lines().toList();
  }

  private LvmCommand script(String body) throws IOException {
    Path file = home.resolve("lvm");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new LvmCommand(List.of(file), Duration.ofMillis(700));
  }

  @Test
  void shouldReadWhatLvmWrote() throws Exception {
    try (LoopVolumeGroup made = LoopVolumeGroup.of(2)) {
      // Given
      made.write(VOLUMES);

      // When
      VolumeGroup group = reader(new LvmCommand()).read(made.name());

      // Then
      String free =
          Shell.run(
              "vgs", "--noheadings", "--nosuffix", "--units", "b", "-o", "vg_free", made.name());
      assertThat(free.lines().toList().getLast().strip()).isEqualTo(Long.toString(group.free()));
      assertThat(group.thinPools()).containsExactly("pool0");
      VolumeGroup.Logical pool = requireNonNull(group.find("pool0"));
      assertThat(pool.data()).isEqualTo("pool0_tdata");
      assertThat(pool.size()).isEqualTo(16 << 20);
      assertThat(pool.discards()).isEqualTo("passdown");
      assertThat(group.devicesOf(pool)).containsExactly(made.devices().getFirst());
      assertThat(group.physical()).extracting(VolumeGroup.Physical::missing).containsOnly(false);
      assertThat(pool.deviceUuid(group.uuid())).matches("LVM-[A-Za-z0-9]{32}p{32}");
    }
  }

  @Test
  void shouldRunLvmOnceForEachChange() throws Exception {
    try (LoopVolumeGroup made = LoopVolumeGroup.of(2)) {
      VolumeGroupReader reader = reader(new LvmCommand());
      long before = reader.read(made.name()).free();
      for (int i = 0; i < 5; i++) {
        reader.read(made.name());
      }
      assertThat(runs).hasValue(1);

      made.write(VOLUMES);
      assertThat(reader.read(made.name()).free()).isLessThan(before);
      reader.read(made.name());
      assertThat(runs).hasValue(2);

      made.lvm(List.of("vgchange", "--addtag", "x", made.name()));
      reader.read(made.name());
      assertThat(runs).hasValue(3);
    }
  }

  @Test
  void shouldSeeADiskGoAndComeBack() throws Exception {
    try (LoopVolumeGroup made = LoopVolumeGroup.of(2)) {
      VolumeGroupReader reader = reader(new LvmCommand());
      reader.read(made.name());
      made.detach(1);
      assertThat(reader.read(made.name()).physical())
          .extracting(VolumeGroup.Physical::missing)
          .containsExactlyInAnyOrder(false, true);
      made.attach(1);
      assertThat(reader.read(made.name()).physical())
          .extracting(VolumeGroup.Physical::missing)
          .containsOnly(false);
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchGroup() {
    Requires.loopDevices("lvm");
    assertThatThrownBy(() -> reader(new LvmCommand()).read("no-such-group"))
        .isInstanceOf(LvmException.class)
        .hasMessageContaining("there is no volume group no-such-group on this host");
    for (String name : new String[] {"", "-x", "a b", "a;b", "a\nb", "--config", "a".repeat(200)}) {
      assertThatThrownBy(() -> reader(new LvmCommand()).read(name))
          .hasMessageContaining("is no name of a volume group");
    }
  }

  @Test
  void shouldSayWhatIsWrongWithLvm() throws Exception {
    assertThatThrownBy(
            () ->
                reader(new LvmCommand(List.of(home.resolve("no")), Duration.ofSeconds(1)))
                    .read("a"))
        .hasMessageContaining("not installed");
    assertThatThrownBy(() -> reader(script("sleep 30")).read("a"))
        .hasMessageContaining("has not answered");
    assertThatThrownBy(() -> reader(script("echo '{'")).read("a"))
        .hasMessageContaining("not understood");
    assertThatThrownBy(() -> reader(script("echo '{}'")).read("a"))
        .hasMessageContaining("no volume group a");
    assertThatThrownBy(() -> reader(script("echo locked >&2; exit 5")).read("a"))
        .hasMessageContaining("lvm refused to report a: locked");
    assertThatThrownBy(() -> reader(script("env; exit 0")).read("a"))
        .hasMessageContaining("not understood");
  }

  @Test
  void shouldGiveLvmAnEnvironmentOfItsOwn() throws Exception {
    String said = script("echo \"$(env | sort | tr '\\n' ' ')\"").report("a");
    assertThat(said).contains("LC_ALL=C", "LVM_SUPPRESS_FD_WARNINGS=1").doesNotContain("HOME=");
  }

  @Test
  void shouldSurviveAnyHeadOfADisk() {
    Random random = new Random(7);
    byte[] head = new byte[PvHead.SIZE];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(head);
      System.arraycopy("LABELONE".getBytes(StandardCharsets.US_ASCII), 0, head, 512 * (i % 4), 8);
      if (i % 2 == 0) {
        head[512 * (i % 4) + 21] = (byte) random.nextInt(4);
        head[512 * (i % 4) + 22] = 0;
        head[512 * (i % 4) + 23] = 0;
      }
      long area = PvHead.metadataArea(head);
      assertThat(area).isBetween(-1L, 1L << 30);
      assertThat(PvHead.text(Arrays.copyOf(head, random.nextInt(head.length))))
          .isBetween(-1L, 1L << 30);
      PvHead.sequence(head);
    }
  }
}
