package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JnaLibcTest {
  private static final Libc LIBC = Libc.system();

  @TempDir Path home;
  private Fd dir;

  @BeforeEach
  void open() {
    dir = LIBC.openat(Fd.CWD, home.toString(), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0);
  }

  @AfterEach
  void close() {
    dir.close();
    dir.close();
  }

  private Fd create(String name) {
    return LIBC.openat(dir, name, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL, 0600);
  }

  private static void assertErrno(int errno, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void shouldReadBackWhatWasWritten() {
    byte[] data = "héllo".getBytes(StandardCharsets.UTF_8);
    try (Fd file = create("f")) {
      LIBC.pwrite(file, data, 5000);
      assertThat(LIBC.pread(file, 100, 5000)).isEqualTo(data);
      assertThat(LIBC.statx(file).size()).isEqualTo(5000 + data.length);
    }
  }

  @Test
  void shouldAgreeWithTheRuntimeAboutAFile() throws IOException {
    try (Fd file = create("f")) {
      LIBC.ftruncate(file, 1 << 20);
      LIBC.fchmod(file, 0640);
      LIBC.pwrite(file, new byte[8192], 0);
      LIBC.fsync(file);
      // When
      Statx said = LIBC.statx(dir, "f");
      // Then
      Path path = home.resolve("f");
      assertThat(said.mode() & 07777).isEqualTo(0640);
      assertThat(said.isRegularFile()).isTrue();
      assertThat(said.size()).isEqualTo(Files.size(path));
      assertThat(said.inode()).isEqualTo(Files.getAttribute(path, "unix:ino"));
      assertThat(said.uid()).isEqualTo(Files.getAttribute(path, "unix:uid"));
      assertThat(said.mountId()).isPositive();
      long device = (long) Files.getAttribute(path, "unix:dev");
      assertThat(said.device().minor()).isEqualTo((int) (device & 0xff | device >> 12 & 0xfff00));
      assertThat(said.device().major()).isEqualTo((int) (device >> 8 & 0xfff));
      assertThat(said.allocatedBytes()).isBetween(1L, 1L << 20);
    }
  }

  @Test
  void shouldAgreeWithTheRuntimeAboutSpace() throws IOException {
    Statfs said = LIBC.fstatfs(dir);
    var store = Files.getFileStore(home);
    assertThat(said.blocks() * said.blockSize()).isEqualTo(store.getTotalSpace());
    assertThat(said.availableBlocks()).isLessThanOrEqualTo(said.freeBlocks());
  }

  @Test
  void shouldNameCallAndErrnoWhenItFails() {
    assertThatThrownBy(() -> LIBC.openat(dir, "nothing", Fcntl.O_RDONLY, 0))
        .hasMessage("openat(\"nothing\", O_RDONLY): ENOENT (no such file or directory)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\0", "\ud800"})
  void shouldRefuseWhatIsNoPath(String path) {
    assertErrno(Errno.EINVAL, () -> create(path));
    assertErrno(Errno.EINVAL, () -> LIBC.mkdirat(dir, path, 0700));
    assertErrno(Errno.EINVAL, () -> LIBC.unlinkat(dir, path, 0));
    assertErrno(Errno.EINVAL, () -> LIBC.statx(dir, path));
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void shouldRefuseEmptyAndOverlongNames() {
    assertErrno(Errno.ENOENT, () -> LIBC.statx(dir, ""));
    assertErrno(Errno.ENAMETOOLONG, () -> create("x".repeat(300)));
    assertErrno(Errno.ENAMETOOLONG, () -> create("x/".repeat(3000)));
  }

  @Test
  void shouldStayBelowTheDirectoryWhenToldSo() throws IOException {
    Files.createSymbolicLink(home.resolve("link"), Path.of("/etc/passwd"));
    long limits = Fcntl.RESOLVE_BENEATH | Fcntl.RESOLVE_NO_SYMLINKS;
    assertErrno(Errno.EXDEV, () -> LIBC.openat2(dir, "../x", Fcntl.O_RDONLY, 0, limits));
    assertErrno(Errno.EXDEV, () -> LIBC.openat2(dir, "/etc", Fcntl.O_RDONLY, 0, limits));
    assertErrno(Errno.ELOOP, () -> LIBC.openat2(dir, "link", Fcntl.O_RDONLY, 0, limits));
    assertErrno(Errno.ELOOP, () -> LIBC.openat(dir, "link", Fcntl.O_NOFOLLOW, 0));
    assertThat(LIBC.readlinkat(dir, "link")).isEqualTo("/etc/passwd");
    create("f").close();
    LIBC.openat2(dir, "f", Fcntl.O_RDWR, 0, limits).close();
  }

  @Test
  void shouldRenameOnlyWhereNothingIs() {
    create("a").close();
    create("b").close();
    assertErrno(Errno.EEXIST, () -> LIBC.renameat2(dir, "a", dir, "b", Fcntl.RENAME_NOREPLACE));
    LIBC.unlinkat(dir, "b", 0);
    LIBC.renameat2(dir, "a", dir, "b", Fcntl.RENAME_NOREPLACE);
    assertThat(home.resolve("b")).exists();
    assertThat(home.resolve("a")).doesNotExist();
  }

  @Test
  void shouldGiveANamelessFileItsName() {
    try (Fd file = LIBC.openat(dir, ".", Fcntl.O_TMPFILE | Fcntl.O_RDWR, 0600)) {
      assertThat(home).isEmptyDirectory();
      LIBC.linkTmpfile(file, dir, "named");
      assertThat(home.resolve("named")).exists();
      assertErrno(Errno.EEXIST, () -> LIBC.linkTmpfile(file, dir, "named"));
    }
  }

  @Test
  void shouldAllocateAndPunch() {
    try (Fd file = create("f")) {
      LIBC.fallocate(file, 0, 0, 1 << 20);
      assertThat(LIBC.statx(file).allocatedBytes()).isGreaterThanOrEqualTo(1 << 20);
      LIBC.fallocate(file, Falloc.PUNCH_HOLE | Falloc.KEEP_SIZE, 0, 1 << 20);
      assertThat(LIBC.statx(file).allocatedBytes()).isLessThan(1 << 20);
      assertErrno(Errno.EINVAL, () -> LIBC.fallocate(file, 0, -1, 10));
    }
  }

  @Test
  void shouldWriteMoreZeroesThanTheBufferHolds() {
    try (Fd file = create("f")) {
      LIBC.pwrite(file, new byte[] {1, 2, 3}, (9 << 20) + 7);
      int length = 10 << 20;
      assertThat(LIBC.pwriteZeroesAligned(file, length, 4096, 0)).isEqualTo(length);
      assertThat(LIBC.statx(file).size()).isEqualTo(length);
      assertThat(LIBC.pread(file, 16, 9 << 20)).containsOnly(0);
      assertThat(LIBC.preadAligned(file, 4096, 4096, 0)).isEqualTo(4096);
    }
  }

  @Test
  void shouldMakeLockAndRemoveDirectories() {
    LIBC.mkdirat(dir, "d", 0700);
    assertErrno(Errno.EEXIST, () -> LIBC.mkdirat(dir, "d", 0700));
    try (Fd one = LIBC.openat(dir, "d", Fcntl.O_DIRECTORY, 0);
        Fd two = LIBC.openat(dir, "d", Fcntl.O_DIRECTORY, 0)) {
      assertThat(LIBC.statx(one).isDirectory()).isTrue();
      LIBC.flock(one, Fcntl.LOCK_EX);
      assertErrno(Errno.EAGAIN, () -> LIBC.flock(two, Fcntl.LOCK_EX | Fcntl.LOCK_NB));
    }
    assertErrno(Errno.EISDIR, () -> LIBC.unlinkat(dir, "d", 0));
    LIBC.unlinkat(dir, "d", Fcntl.AT_REMOVEDIR);
  }

  @Test
  void shouldTellByALeaseWhoElseHasAFileOpen() {
    try (Fd writing = LIBC.openat(dir, "f", Fcntl.O_RDWR | Fcntl.O_CREAT, 0600)) {
      LIBC.tryLease(writing, Fcntl.F_WRLCK);
      try (Fd reading = LIBC.openat(dir, "f", Fcntl.O_RDONLY, 0)) {
        assertErrno(Errno.EAGAIN, () -> LIBC.tryLease(writing, Fcntl.F_WRLCK));
        assertErrno(Errno.EAGAIN, () -> LIBC.tryLease(reading, Fcntl.F_RDLCK));
      }
    }
    try (Fd one = LIBC.openat(dir, "f", Fcntl.O_RDONLY, 0);
        Fd two = LIBC.openat(dir, "f", Fcntl.O_RDONLY, 0)) {
      LIBC.tryLease(one, Fcntl.F_RDLCK);
      LIBC.tryLease(two, Fcntl.F_RDLCK);
    }
  }

  @Test
  void shouldReportIoctlQuotaAndAttributesThatAreNotThere() {
    try (Fd file = create("f")) {
      assertErrno(Errno.ENOTTY, () -> LIBC.ioctl(file, 0x00085678L, 0));
      assertErrno(Errno.ENOTTY, () -> LIBC.ioctl(file, 0x00085678L, new byte[8]));
      assertErrno(
          Errno.EINVAL, () -> LIBC.quotactlFd(file, Quotas.command(0x7fffff, 9), 0, new byte[8]));
      assertThatThrownBy(() -> LIBC.fgetxattr(file, "user.none"))
          .isInstanceOf(ErrnoException.class);
    }
  }

  @Test
  void shouldReportACloseOfWhatIsNotOpen() {
    assertErrno(Errno.EBADF, () -> LIBC.close(1 << 20));
  }
}
