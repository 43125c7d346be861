package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Mutations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This machine's own answers, broken in every way. */
class StructFuzzTest {
  private static final int RUNS = 1_000_000;
  private static final Libc LIBC = Libc.system();

  @TempDir Path home;

  private record Seed(byte[] answer, Function<byte[], Object> parser) {}

  private List<Seed> seeds() throws Exception {
    Path name = Files.write(home.resolve("file"), new byte[1 << 20]);
    try (Fd file = LIBC.openat(Fd.CWD, name.toString(), Fcntl.O_RDONLY, 0)) {
      byte[] statx = new byte[StructParser.STATX_SIZE];
      assertThat(LibcCalls.statx(file.number(), new byte[1], Fcntl.AT_EMPTY_PATH, 0x1ffff, statx))
          .isZero();
      assertThat(StructParser.statx(statx).size()).isEqualTo(1 << 20);
      byte[] statfs = new byte[StructParser.STATFS_SIZE];
      assertThat(LibcCalls.fstatfs(file.number(), statfs)).isZero();
      byte[] fiemap = Fiemap.request(0, 1 << 20, Fiemap.SYNC);
      LIBC.ioctl(file, Ioctls.FS_IOC_FIEMAP, fiemap);
      assertThat(Fiemap.parse(fiemap)).isNotEmpty();
      byte[] attributes = new byte[28];
      LIBC.ioctl(file, Ioctls.FS_IOC_FSGETXATTR, attributes);
      return List.of(
          new Seed(statx, StructParser::statx),
          new Seed(statfs, StructParser::statfs),
          new Seed(fiemap, Fiemap::parse),
          new Seed(attributes, Fsxattr::parse));
    }
  }

  @Test
  void shouldReadOrRefuseWhateverTheKernelAnswers() throws Exception {
    Random random = new Random(20260102);
    List<Seed> seeds = seeds();
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      Seed seed = seeds.get(run % seeds.size());
      byte[] answer = Mutations.mutate(seed.answer, random, 48);
      try {
        assertThat(seed.parser.apply(answer)).isNotNull();
      } catch (IllegalArgumentException e) {
        refused++;
        if (answer.length >= seed.answer.length) {
          throw new AssertionError(HexFormat.of().formatHex(answer), e);
        }
      }
    }
    assertThat(refused).as("short ones").isBetween(RUNS / 50, RUNS / 4);
  }
}
