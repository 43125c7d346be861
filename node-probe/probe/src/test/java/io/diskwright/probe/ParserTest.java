package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.libc.Quotas;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parsers, on answers as the kernel gives them and on ones it should not. */
class ParserTest {
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
    ByteBuffer out = buffer(1024);
    for (int i = 0; i < 16; i++) {
      out.put(16 + i, (byte) (0x11 * i));
    }
    return out.putInt(36, 4096).putShort(44, (short) csum).putLong(48, flags).array();
  }

  @Test
  void shouldReadWhatBtrfsSaysOfItself() {
    Btrfs btrfs = Btrfs.parse(info(3, 1), space(1 | 1 << 9, 8, 4 | 1 << 5, 8, 2, 8));
    assertThat(btrfs.uuid()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    assertThat(btrfs.checksum()).isEqualTo("blake2b");
    assertThat(btrfs.sectorSize()).isEqualTo(4096);
    assertThat(btrfs.dataProfiles()).containsExactly("raid1c3");
    assertThat(btrfs.redundant()).isTrue();
    assertThat(Btrfs.parse(info(0, 0), space()).checksum()).isNull();
    assertThat(Btrfs.parse(info(9, 1), space()).checksum()).isNull();
  }

  @Test
  void shouldCallBtrfsRedundantOnlyWhenAllDataIs() {
    assertThat(Btrfs.parse(info(0, 1), space(1, 8)).redundant()).isFalse();
    assertThat(Btrfs.parse(info(0, 1), space(1 | 1 << 5, 8)).redundant()).isFalse();
    assertThat(Btrfs.parse(info(0, 1), space(1 | 1 << 3, 8)).redundant()).isFalse();
    assertThat(Btrfs.parse(info(0, 1), space(1 | 1 << 6, 8)).redundant()).isTrue();
    Btrfs converting = Btrfs.parse(info(0, 1), space(1 | 1 << 4, 8, 1, 8));
    assertThat(converting.redundant()).isFalse();
    assertThat(converting.profileName()).isEqualTo("raid1+single");
    assertThat(Btrfs.parse(info(0, 1), space(1 | 1 << 4, 8, 1, 0)).redundant()).isTrue();
    assertThat(Btrfs.parse(info(0, 1), space()).redundant()).isFalse();
  }

  @Test
  void shouldReadXfsGeometry() {
    byte[] answer = buffer(256).putInt(20, 512).putInt(92, 1 << 20).array();
    assertThat(XfsGeometry.parse(answer)).isEqualTo(new XfsGeometry(512, true, false));
    byte[] zoned = buffer(256).putInt(20, 4096).putInt(92, 1 << 27).array();
    assertThat(XfsGeometry.parse(zoned)).isEqualTo(new XfsGeometry(4096, false, true));
  }

  @Test
  void shouldReadWhatBecameOfADuplicate() {
    byte[] request = DedupeRange.request(4096, 512, 7);
    assertThat(DedupeRange.parse(request).shared()).isFalse();
    ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putLong(40, 512);
    assertThat(DedupeRange.parse(request).shared()).isTrue();
    ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putInt(48, 1);
    assertThat(DedupeRange.parse(request).shared()).isFalse();
  }

  @Test
  void shouldReadQuotaFlags() {
    byte[] status = buffer(160).putShort(2, (short) 0x30).array();
    assertThat(AdminProbe.parseFlags(status) & Quotas.FS_QUOTA_PDQ_ACCT).isNotZero();
  }

  @Test
  void shouldRefuseShortAnswers() {
    assertThatThrownBy(() -> DedupeRange.parse(new byte[55]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> XfsGeometry.parse(new byte[112]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Btrfs.parse(new byte[1023], space()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Btrfs.parse(new byte[1024], new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AdminProbe.parseFlags(new byte[4]))
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
    }
  }

  @Test
  void shouldReadMountinfo() {
    String text =
        """
        23 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
        124 23 0:52 /vol /srv/my\\040images\\011x rw,noatime shared:7 master:1 - btrfs /dev/md0 rw,compress=zstd:3,nodatasum
        24 23 0:5 / /srv rw - tmpfs tmpfs rw
        """;
    Mount mount = requireNonNull(Mount.find(text, 124));
    assertThat(mount.point()).isEqualTo("/srv/my images\tx");
    assertThat(mount.superOption("compress")).isEqualTo("zstd:3");
    assertThat(mount.superOption("nodatasum")).isEmpty();
    assertThat(mount.superOption("zstd")).isNull();
    assertThat(mount.device()).isEqualTo("0:52");
    Mount first = requireNonNull(Mount.find(text, 23));
    assertThat(first.type()).isEqualTo("ext4");
    assertThat(Mount.find(text, 4)).isNull();
    assertThat(Mount.find("", 4)).isNull();
    assertThat(Mount.find("4 broken", 4)).isNull();
    Mount above = requireNonNull(Mount.above(text, "/srv/my images\tx/y"));
    assertThat(above.id()).isEqualTo(124);
    Mount root = requireNonNull(Mount.above(text, "/srvother"));
    assertThat(root.id()).isEqualTo(23);
  }

  @Test
  void shouldUnescapeOnlyOctal() {
    assertThat(Mount.unescape("a\\134b")).isEqualTo("a\\b");
    assertThat(Mount.unescape("\\303\\274")).isEqualTo("ü");
    assertThat(Mount.unescape("a\\")).isEqualTo("a\\");
    assertThat(Mount.unescape("a\\9zz")).isEqualTo("a\\9zz");
  }

  @Test
  void shouldPublishOnlyOptionsThatMatter() {
    Mount mount =
        requireNonNull(
            Mount.parse(
                "1 1 0:1 / / rw,noatime - btrfs d rw,space_cache=v2,compress=lzo,subvolid=5"));
    assertThat(PropertyReader.mountOptions(mount)).isEqualTo("compress=lzo,noatime");
  }

  @Test
  void shouldTellDeviceMapperTargetsApart() {
    List<String> none = List.of();
    assertThat(LayerTypes.deviceMapper("CRYPT-LUKS2-0a-x", none)).isEqualTo("dm-crypt");
    assertThat(LayerTypes.deviceMapper("CRYPT-PLAIN-x", none)).isEqualTo("dm-crypt");
    assertThat(LayerTypes.deviceMapper("CRYPT-INTEGRITY-x", none)).isEqualTo("dm-integrity");
    assertThat(LayerTypes.deviceMapper("CRYPT-VERITY-x", none)).isEqualTo("dm-verity");
    assertThat(LayerTypes.deviceMapper("mpath-36001", none)).isEqualTo("dm-multipath");
    assertThat(LayerTypes.deviceMapper("LVM-abc", List.of("vg-pool LVM-x-tpool")))
        .isEqualTo("dm-thin");
    assertThat(LayerTypes.deviceMapper("LVM-abc", List.of("vg-lv_rmeta_0 LVM-a", "b")))
        .isEqualTo("dm-raid");
    assertThat(LayerTypes.deviceMapper("LVM-abc", List.of(" "))).isEqualTo("dm-linear");
    assertThat(LayerTypes.deviceMapper("LVM-abc-vpool", none)).isEqualTo("dm-vdo");
    assertThat(LayerTypes.deviceMapper(null, none)).isEqualTo("dm");
  }
}
