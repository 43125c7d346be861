package io.diskwright.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parsers, on answers as the kernel gives them and on ones it should not. */
class ParserTest {
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
  void shouldRefuseShortAnswers() {
    assertThatThrownBy(() -> DedupeRange.parse(new byte[55]))
        .isInstanceOf(IllegalArgumentException.class);
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
