package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.probe.change.ChangeParsers;
import io.diskwright.probe.lvm.PvHeads;
import io.diskwright.testing.Mutations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What file systems, volume groups and the kernel's own messages say, broken in every way. */
class KernelAnswerFuzzTest {
  private static final int RUNS = 1_000_000;

  private record Seed(byte[] answer, Function<byte[], Object> parser) {}

  private static final String MOUNT =
      "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 - btrfs /dev/sda rw,compress=zstd,subvol=/a";

  private static List<Seed> seeds() {
    byte[] info = new byte[1024];
    ordered(info).putLong(8, 2).putInt(36, 4096).putShort(44, (short) 1).putLong(48, 1);
    byte[] space = new byte[16 + 24 * 32];
    ordered(space).putLong(0, 32).putLong(8, 3).putLong(16, 1).putLong(24, 1 << 20).putLong(40, 20);
    byte[] superblock = new byte[1024];
    ByteBuffer.wrap(superblock).order(ByteOrder.LITTLE_ENDIAN).putShort(56, (short) 0xef53);
    byte[] geometry = new byte[256];
    ordered(geometry).putInt(0, 4096).putInt(12, 4).putInt(92, 1 << 20);
    return List.of(
        new Seed(info, bytes -> Btrfs.parse(bytes, space)),
        new Seed(space, bytes -> Btrfs.parse(info, bytes)),
        new Seed(geometry, XfsGeometry::parse),
        new Seed(
            superblock,
            bytes -> List.of(Ext4.superblock(bytes, new java.util.UUID(0, 0) + "") == null)),
        new Seed(new byte[256], ProjectQuota::parseFlags),
        new Seed(new byte[56], DedupeRange::parse),
        new Seed(PvHeads.captured(), PvHeads::read),
        new Seed(ChangeParsers.uevent(), ChangeParsers::uevent),
        new Seed(ChangeParsers.inotify(), ChangeParsers::inotify),
        new Seed(
            MOUNT.getBytes(StandardCharsets.UTF_8),
            bytes -> List.of(Mount.parse(new String(bytes, StandardCharsets.UTF_8)) == null)));
  }

  private static ByteBuffer ordered(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  @Test
  void shouldReadOrRefuseWhateverItIsTold() {
    Random random = new Random(20260103);
    List<Seed> seeds = seeds();
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      Seed seed = seeds.get(run % seeds.size());
      byte[] answer = Mutations.mutate(seed.answer, random, 64);
      try {
        assertThat(seed.parser.apply(answer)).isNotNull();
      } catch (IllegalArgumentException e) {
        refused++;
        if (answer.length >= seed.answer.length) {
          throw new AssertionError(HexFormat.of().formatHex(answer), e);
        }
      }
    }
    assertThat(refused).as("short ones").isBetween(RUNS / 100, RUNS / 4);
  }
}
