package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each way a file system's identity can be had, by scripted answers of the kernel. */
class FilesystemIdTest {
  private static final String UUID = "00112233-4455-6677-8899-aabbccddeeff";
  private static final byte[] BYTES = HexFormat.of().parseHex(UUID.replace("-", ""));

  @Test
  void shouldPreferTheGenericCall() {
    Libc libc = kernel(Map.of(FilesystemId.FS_IOC_GETFSUUID, at(17, 1, (byte) 16)), 0xEF53L, 7);

    assertThat(FilesystemId.of(libc, Fd.CWD)).isEqualTo(UUID);
  }

  @Test
  void shouldAskEachFileSystemItsOwnWayOnOlderKernels() {
    Libc ext4 = kernel(Map.of(FilesystemId.EXT4_IOC_GETFSUUID, at(24, 8, (byte) 16)), 0xEF53L, 7);
    Libc btrfs =
        kernel(Map.of(FilesystemId.BTRFS_IOC_FS_INFO, at(1024, 16, (byte) 1)), 0x9123683EL, 7);
    Libc xfs =
        kernel(Map.of(FilesystemId.XFS_IOC_FSGEOMETRY_V1, at(112, 64, (byte) 0)), 0x58465342L, 7);

    assertThat(FilesystemId.of(ext4, Fd.CWD)).isEqualTo(UUID);
    assertThat(FilesystemId.of(btrfs, Fd.CWD)).isEqualTo(UUID);
    assertThat(FilesystemId.of(xfs, Fd.CWD)).isEqualTo(UUID);
  }

  @Test
  void shouldFallBackToTheFsidAndThenToNothing() {
    assertThat(FilesystemId.of(kernel(Map.of(), 0x6969L, 0xABCL), Fd.CWD))
        .isEqualTo("0000000000000abc");
    assertThat(FilesystemId.of(kernel(Map.of(), 0x6969L, 0), Fd.CWD)).isEmpty();
  }

  @Test
  void shouldNotTakeAnAllZeroUuidForAnIdentity() {
    Libc libc = kernel(Map.of(FilesystemId.EXT4_IOC_GETFSUUID, new byte[24]), 0xEF53L, 5);

    assertThat(FilesystemId.of(libc, Fd.CWD)).isEqualTo("0000000000000005");
  }

  private static byte[] at(int length, int offset, byte first) {
    byte[] answer = new byte[length];
    answer[0] = first;
    System.arraycopy(BYTES, 0, answer, offset, BYTES.length);
    return answer;
  }

  /** Answers the ioctls listed and fstatfs; every other ioctl is ENOTTY. */
  private static Libc kernel(Map<Long, byte[]> ioctls, long type, long fsid) {
    return (Libc)
        Proxy.newProxyInstance(
            Libc.class.getClassLoader(),
            new Class<?>[] {Libc.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("fstatfs")) {
                return new Statfs(type, 4096, 100, 50, 50, fsid, 0);
              }
              byte[] answer = ioctls.get((Long) arguments[1]);
              if (answer == null) {
                throw new ErrnoException("ioctl", Errno.ENOTTY);
              }
              System.arraycopy(answer, 0, (byte[]) arguments[2], 0, answer.length);
              return 0;
            });
  }
}
