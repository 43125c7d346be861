package io.diskwright.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The values that the headers' macros give. */
class ConstantsTest {
  @Test
  void shouldSwapFourFlagsOnArm() {
    assertThat(Fcntl.direct(false)).isEqualTo(0x4000);
    assertThat(Fcntl.directory(false)).isEqualTo(0x10000);
    assertThat(Fcntl.nofollow(false)).isEqualTo(0x20000);
    assertThat(Fcntl.direct(true)).isEqualTo(0x10000);
    assertThat(Fcntl.directory(true)).isEqualTo(0x4000);
    assertThat(Fcntl.nofollow(true)).isEqualTo(0x8000);
  }

  @Test
  void shouldMakeIoctlNumbersAsTheHeadersDo() {
    assertThat(Ioctls.FICLONE).isEqualTo(0x40049409L);
    assertThat(Ioctls.FICLONERANGE).isEqualTo(0x4020940dL);
    assertThat(Ioctls.FIDEDUPERANGE).isEqualTo(0xc0189436L);
    assertThat(Ioctls.FS_IOC_GETFLAGS).isEqualTo(0x80086601L);
    assertThat(Ioctls.FS_IOC_SETFLAGS).isEqualTo(0x40086602L);
    assertThat(Ioctls.FS_IOC_FIEMAP).isEqualTo(0xc020660bL);
    assertThat(Ioctls.FS_IOC_FSGETXATTR).isEqualTo(0x801c581fL);
    assertThat(Ioctls.FS_IOC_FSSETXATTR).isEqualTo(0x401c5820L);
    assertThat(Ioctls.EXT4_IOC_GET_TUNE_SB_PARAM).isEqualTo(0x80e8662dL);
    assertThat(Ioctls.FS_IOC_GETFSUUID).isEqualTo(0x80111500L);
    assertThat(Ioctls.FS_IOC_GET_ENCRYPTION_POLICY_EX).isEqualTo(0xc0096616L);
    assertThat(Ioctls.BTRFS_IOC_FS_INFO).isEqualTo(0x8400941fL);
    assertThat(Ioctls.BTRFS_IOC_SPACE_INFO).isEqualTo(0xc0109414L);
    assertThat(Ioctls.BTRFS_IOC_DEV_INFO).isEqualTo(0xd000941eL);
    assertThat(Ioctls.XFS_IOC_FSGEOMETRY).isEqualTo(0x8100587eL);
    assertThat(Ioctls.DM_LIST_DEVICES).isEqualTo(0xc138fd02L);
    assertThat(Ioctls.DM_TABLE_STATUS).isEqualTo(0xc138fd0cL);
    assertThat(Ioctls.BLKROGET).isEqualTo(0x125eL);
    assertThat(Ioctls.BLKSSZGET).isEqualTo(0x1268L);
    assertThat(Ioctls.BLKGETSIZE64).isEqualTo(0x80081272L);
    assertThat(Ioctls.BLKDISCARD).isEqualTo(0x1277L);
    assertThat(Ioctls.BLKZEROOUT).isEqualTo(0x127fL);
    assertThat(Ioctls.BLKIOMIN).isEqualTo(0x1278L);
    assertThat(Ioctls.BLKIOOPT).isEqualTo(0x1279L);
    assertThat(Ioctls.BLKALIGNOFF).isEqualTo(0x127aL);
    assertThat(Ioctls.BLKPBSZGET).isEqualTo(0x127bL);
    assertThat(Ioctls.BLKROTATIONAL).isEqualTo(0x127eL);
    assertThat(Ioctls.NVME_IOCTL_ID).isEqualTo(0x4e40L);
    assertThat(Ioctls.NVME_IOCTL_ADMIN_CMD).isEqualTo(0xc0484e41L);
    assertThat(Ioctls.SG_IO).isEqualTo(0x2285L);
    assertThat(Ioctls.IOC_OPAL_GET_STATUS).isEqualTo(0x800870ecL);
    assertThat(Quotas.command(Quotas.Q_XGETQSTATV, Quotas.PRJQUOTA)).isEqualTo(0x580802);
  }

  @Test
  void shouldRefuseAShortAnswer() {
    assertThatThrownBy(() -> StructParser.statx(new byte[255]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StructParser.statfs(new byte[119]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldSayThatTheKernelDoesNotSay() {
    Statx old = StructParser.statx(new byte[256]);
    assertThat(old.dioOffsetAlignment()).isEqualTo(-1);
    assertThat(old.atomicWriteMax()).isEqualTo(-1);
    assertThat(old.mountId()).isZero();
    byte[] unknown = new byte[256];
    unknown[8] = 0x4; // an attribute that the mask does not vouch for
    assertThat(StructParser.statx(unknown).has(Statx.COMPRESSED)).isFalse();
    unknown[56] = 0x4;
    assertThat(StructParser.statx(unknown).has(Statx.COMPRESSED)).isTrue();
  }
}
