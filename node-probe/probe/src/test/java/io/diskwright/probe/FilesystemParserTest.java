package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Magic;
import io.diskwright.libc.Quotas;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What file systems say of themselves, as they say it and as they should not. */
class FilesystemParserTest {
  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  private static byte[] space(long... flagsAndTotals) {
    ByteBuffer out = buffer(16 + 32 * 24).putLong(0, 32).putLong(8, flagsAndTotals.length / 2);
    for (int i = 0; i < flagsAndTotals.length; i += 2) {
      out.putLong(16 + i * 12, flagsAndTotals[i]).putLong(24 + i * 12, flagsAndTotals[i + 1]);
    }
    return out.array();
  }

  private static byte[] info(int csum, long flags) {
    ByteBuffer out = buffer(1024).putLong(8, 2);
    for (int i = 0; i < 16; i++) {
      out.put(16 + i, (byte) (0x11 * i));
    }
    return out.putInt(36, 4096).putShort(44, (short) csum).putLong(48, flags).array();
  }

  private static Btrfs btrfs(long... flagsAndTotals) {
    return Btrfs.parse(info(0, 1), space(flagsAndTotals));
  }

  @Test
  void shouldReadWhatBtrfsSaysOfItself() {
    Btrfs btrfs = Btrfs.parse(info(3, 1), space(1 | 1 << 9, 8, 4 | 1 << 5, 8, 2, 8));
    assertThat(btrfs.uuid()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    assertThat(btrfs.checksum()).isEqualTo("blake2b");
    assertThat(btrfs.sectorSize()).isEqualTo(4096);
    assertThat(btrfs.dataProfiles()).containsExactly("raid1c3");
    assertThat(btrfs.metadataProfiles()).containsExactly("dup", "single");
    assertThat(btrfs.describe()).isEqualTo("data raid1c3, metadata dup+single, 2 devices");
    assertThat(btrfs.spare()).isZero();
    assertThat(btrfs.dataIsRedundant()).isTrue();
    assertThat(Btrfs.parse(info(0, 0), space()).checksum()).isNull();
    assertThat(Btrfs.parse(info(9, 1), space()).checksum()).isNull();
  }

  @Test
  void shouldCallBtrfsRedundantOnlyWhenAllOfItIs() {
    assertThat(btrfs(1, 8).spare()).isZero();
    assertThat(btrfs(1 | 1 << 5, 8).spare()).isZero();
    assertThat(btrfs(1 | 1 << 3, 8).spare()).isZero();
    assertThat(btrfs(1 | 1 << 6, 8).spare()).isOne();
    assertThat(btrfs(1 | 1 << 9, 8, 4 | 1 << 4, 8).spare()).isOne();
    assertThat(btrfs(1 | 1 << 4, 8, 4, 8).spare()).isZero();
    assertThat(btrfs(1 | 1 << 4, 8, 2, 8).spare()).isZero();
    Btrfs converting = btrfs(1 | 1 << 4, 8, 1, 8);
    assertThat(converting.spare()).isZero();
    assertThat(converting.profileName()).isEqualTo("raid1+single");
    assertThat(btrfs(1 | 1 << 4, 8, 1, 0).spare()).isOne();
    assertThat(btrfs().spare()).isZero();
    assertThat(btrfs(1 | 1 << 9, 8).without(List.of(3L)).spare()).isOne();
    assertThat(btrfs(1 | 1 << 4, 8).without(List.of(1L, 2L)).spare()).isNegative();
  }

  @Test
  void shouldTakeADeviceWithoutAPathForMissing() {
    byte[] device = new byte[4096];
    assertThat(Btrfs.isMissing(device)).isTrue();
    device[3072] = '/';
    assertThat(Btrfs.isMissing(device)).isFalse();
  }

  @Test
  void shouldReadXfsGeometry() {
    byte[] answer =
        buffer(256)
            .putInt(0, 4096)
            .putInt(12, 4)
            .putInt(20, 512)
            .putInt(80, 16)
            .putInt(84, 64)
            .putInt(92, 1 << 20 | 1 << 14)
            .array();
    XfsGeometry plain = XfsGeometry.parse(answer);
    assertThat(plain)
        .isEqualTo(new XfsGeometry(512, 4, 65536, 262144, false, List.of("crc", "reflink")));
    assertThat(plain.reflink()).isTrue();
    byte[] zoned = buffer(256).putInt(20, 4096).putLong(40, 7).putInt(92, 1 << 27).array();
    assertThat(XfsGeometry.parse(zoned).zoned()).isTrue();
    assertThat(XfsGeometry.parse(zoned).realtime()).isTrue();
    assertThat(XfsGeometry.parse(zoned).reflink()).isFalse();
  }

  private static byte[] superblock() {
    byte[] block = new byte[1024];
    ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(56, (short) 0xEF53)
        .putInt(92, 0x4)
        .putInt(96, 0x40)
        .putInt(100, 0x200)
        .put(104, (byte) 0xAB);
    return block;
  }

  @Test
  void shouldReadASuperblockOnlyWhenItIsTheOneInUse() {
    String uuid = "ab000000-0000-0000-0000-000000000000";
    assertThat(Ext4.superblock(superblock(), uuid))
        .containsExactly("bigalloc", "extent", "has_journal");
    assertThat(Ext4.superblock(superblock(), "ab000000-0000-0000-0000-000000000001")).isNull();
    assertThat(Ext4.superblock(new byte[1023], uuid)).isNull();
    byte[] other = superblock();
    other[56] = 0;
    assertThat(Ext4.superblock(other, uuid)).isNull();
  }

  @Test
  void shouldReadTheJournalMode() {
    assertThat(Ext4.journalMode("rw\nbarrier\ndata=writeback\nstripe=0")).isEqualTo("writeback");
    assertThat(Ext4.journalMode("rw\nnodata=x")).isNull();
    assertThat(Ext4.journalMode(null)).isNull();
  }

  private static final String MOUNTSTATS =
      """
      device rootfs mounted on / with fstype rootfs
      device nas:/a b mounted on /srv/my\\040images with fstype nfs4 statvers=1.1
      \topts:\trw,vers=4.2
      \tper-op statistics
      \t        NULL: 1 1 0 44 24 6 0 6 0
      \t  COPY_NOTIFY: 9 9 0 0 0 0 0 0 0
      \t        COPY: 3 3 0 600 468 0 2 2 1
      \t       CLONE: 4 4 0 0 0 0 0 0 0
      device nas:/c mounted on /old with fstype nfs statvers=1.1
      \t       WRITE: 1 1 0 0 0 0 0 0 0
      """;

  @Test
  void shouldCountWhatTheServerCopied() {
    assertThat(ServerCopy.parse(MOUNTSTATS, "/srv/my images"))
        .isEqualTo(new ServerCopy.Counts(2, 4));
    assertThat(ServerCopy.parse(MOUNTSTATS, "/old")).isNull();
    assertThat(ServerCopy.parse(MOUNTSTATS, "/none")).isNull();
    assertThat(ServerCopy.parse("", "/")).isNull();
    assertThat(ServerCopy.parse("device x mounted on / with\nCOPY:\nCLONE: x", "/")).isNull();
  }

  @Test
  void shouldCountWhatAnSmbServerWasAsked() {
    String stats =
        """
        Resources in use
        Share (unique mount targets): 2

        1) \\\\nas\\other
        Writes: 9 total 0 failed
        IOCTLs: 9 total 0 failed
        2) \\\\127.0.0.1\\share\tDISCONNECTED
        SMBs: 65 since 2026-11-25 01:41:40 UTC
        Writes: 2 total 0 failed
        IOCTLs: 5 total 1 failed
        """;
    assertThat(SmbCopy.parse(stats, "//127.0.0.1/share")).isEqualTo(new SmbCopy.Counts(4, 2));
    assertThat(SmbCopy.parse(stats, "//127.0.0.1/none")).isNull();
    assertThat(SmbCopy.parse("", "//a/b")).isNull();
  }

  @Test
  void shouldReadQuotaFlags() {
    byte[] status = buffer(160).putShort(2, (short) 0x30).array();
    assertThat(ProjectQuota.parseFlags(status) & Quotas.FS_QUOTA_PDQ_ACCT).isNotZero();
  }

  @Test
  void shouldReadWhichAlgorithmZramChose() {
    assertThat(Compression.chosen("lzo-rle lzo [lz4] zstd")).isEqualTo("lz4");
    assertThat(Compression.chosen("lz4")).isNull();
    assertThat(Compression.chosen("]lz4[")).isNull();
    assertThat(Compression.algorithm("zstd:15")).isEqualTo("zstd");
  }

  @Test
  void shouldTellWhatSharesANumber() {
    FilesystemFamily fuse = FilesystemFamily.of(Magic.FUSE);
    assertThat(fuse.named("fuse.sshfs")).isEqualTo(FilesystemFamily.FUSE);
    assertThat(fuse.named("fuseblk")).isEqualTo(FilesystemFamily.FUSE_BLOCK);
    assertThat(fuse.named("virtiofs")).isEqualTo(FilesystemFamily.LENT);
    assertThat(FilesystemFamily.of(Magic.EXT).named("9p")).isEqualTo(FilesystemFamily.LENT);
    assertThat(FilesystemFamily.of(Magic.EXT).named("ext3")).isEqualTo(FilesystemFamily.EXT);
    assertThat(FilesystemFamily.of(0x1234)).isEqualTo(FilesystemFamily.UNKNOWN);
  }

  @Test
  void shouldRefuseShortAnswers() {
    assertThatThrownBy(() -> XfsGeometry.parse(new byte[112]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Btrfs.parse(new byte[1023], space()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Btrfs.parse(new byte[1024], new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Btrfs.isMissing(new byte[4095]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProjectQuota.parseFlags(new byte[4]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldReadNoFurtherThanTheAnswerWhateverItClaims() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] space = new byte[16 + random.nextInt(4) * 24];
      random.nextBytes(space);
      byte[] info = new byte[1024];
      random.nextBytes(info);
      assertThat(Btrfs.parse(info, space).dataProfiles().size()).isLessThanOrEqualTo(3);
      byte[] geometry = new byte[256];
      random.nextBytes(geometry);
      assertThat(XfsGeometry.parse(geometry).stripeUnit()).isNotNegative();
      byte[] block = new byte[random.nextInt(2048)];
      random.nextBytes(block);
      assertThat(Ext4.superblock(block, "")).isNull();
    }
  }
}
