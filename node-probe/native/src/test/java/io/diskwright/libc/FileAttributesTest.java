package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Extents, flags and attributes of files, beside what xfs_io, lsattr and filefrag say. */
class FileAttributesTest {
  private static final Libc LIBC = Libc.system();

  private static Fd create(LoopFilesystem made, String name) {
    String path = made.directory().resolve(name).toString();
    return LIBC.openat(Fd.CWD, path, Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
  }

  @Test
  void shouldReadExtents() {
    byte[] answer = Fiemap.request(0, 1, 0);
    ByteBuffer.wrap(answer)
        .order(ByteOrder.nativeOrder())
        .putInt(20, 1)
        .putLong(32, 65536)
        .putLong(40, 1L << 40)
        .putLong(48, 4096)
        .putInt(72, 0x2a0d);
    Fiemap.Extent only = Fiemap.parse(answer).getFirst();
    assertThat(only).isEqualTo(new Fiemap.Extent(65536, 1L << 40, 4096, 0x2a0d));
    assertThat(List.of(only.last(), only.delayed(), only.encoded(), only.unwritten()))
        .containsOnly(true);
    assertThat(List.of(only.inline(), only.shared())).containsOnly(true);
  }

  @Test
  void shouldReadNoMoreExtentsThanTheAnswerHas() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] extents = new byte[32 + random.nextInt(4) * 56];
      random.nextBytes(extents);
      assertThat(Fiemap.parse(extents).size()).isLessThanOrEqualTo(3);
    }
    assertThatThrownBy(() -> Fiemap.parse(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fsxattr.parse(new byte[27]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Says the same extent for ever. */
  private static final class Circle extends ForwardingLibc {
    Circle() {
      super(Libc.system());
    }

    @Override
    public int ioctl(Fd fd, long request, byte[] inOut) {
      ByteBuffer.wrap(inOut).order(ByteOrder.nativeOrder()).putInt(20, 1).putLong(48, 4096);
      return 0;
    }
  }

  @Test
  void shouldEndWhenTheAnswersGoInACircle() {
    assertThatThrownBy(() -> Fiemap.read(new Circle(), Fd.CWD, 0, 1 << 20, 0))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("does not get beyond 4096");
  }

  @Test
  void shouldFindEveryExtentOfAFileWithMany() {
    try (LoopFilesystem made = LoopFilesystem.of("ext4").make();
        Fd file = create(made, "f")) {
      for (int i = 0; i < 300; i++) {
        LIBC.pwrite(file, new byte[4096], i * 8192L);
      }
      LIBC.fallocate(file, 0, 300 * 8192L, 4096);

      List<Fiemap.Extent> all = Fiemap.read(LIBC, file, 0, Long.MAX_VALUE, Fiemap.SYNC);

      String said = Shell.run("filefrag", "-v", made.directory().resolve("f").toString());
      assertThat(all).hasSize((int) said.lines().filter(l -> l.matches(" *\\d+: .*")).count());
      assertThat(all).hasSizeGreaterThan(256);
      assertThat(all.getLast().last()).isTrue();
      assertThat(all).filteredOn(Fiemap.Extent::unwritten).hasSize(1);
      assertThat(all).noneMatch(Fiemap.Extent::delayed);
    }
  }

  @Test
  void shouldAgreeWithXfsAboutItsAttributes() {
    try (LoopFilesystem made = LoopFilesystem.of("xfs").make();
        Fd file = create(made, "f")) {
      Fsxattr before = Fsxattr.get(LIBC, file);
      assertThat(before.has(Fsxattr.EXTSIZE)).isFalse();

      before.withExtentSize(1 << 20).set(LIBC, file);

      String path = made.directory().resolve("f").toString();
      assertThat(Shell.run("xfs_io", "-c", "extsize", path)).startsWith("[1048576]");
      assertThat(Fsxattr.get(LIBC, file).extentSize()).isEqualTo(1 << 20);
      assertThat(Fsxattr.get(LIBC, file).has(Fsxattr.EXTSIZE)).isTrue();
    }
  }

  @Test
  void shouldAgreeWithLsattrAndStatxAboutFlags() {
    try (LoopFilesystem made = LoopFilesystem.of("btrfs").make();
        Fd file = create(made, "f")) {
      String path = made.directory().resolve("f").toString();
      assertThat(LIBC.statx(file).knows(Statx.COMPRESSED)).isTrue();
      assertThat(LIBC.statx(file).has(Statx.COMPRESSED)).isFalse();

      InodeFlags.set(LIBC, file, InodeFlags.get(LIBC, file) | InodeFlags.COMPR);

      assertThat(Shell.run("lsattr", path).split(" ", 2)[0]).contains("c");
      assertThat(InodeFlags.get(LIBC, file) & InodeFlags.COMPR).isNotZero();
      assertThat(LIBC.statx(file).has(Statx.COMPRESSED)).isTrue();
    }
  }
}
