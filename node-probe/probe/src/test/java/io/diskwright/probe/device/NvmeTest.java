package io.diskwright.probe.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What NVMe answers mean; the truth is the devices' configuration. */
class NvmeTest {
  private static final Captured NVME = Captured.of("nvme");
  private static final Captured LARGE = Captured.of("nvme-4k");

  private static ByteBuffer edit(Captured from, String answer) {
    return ByteBuffer.wrap(from.bytes(answer)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Octets of(ByteBuffer edited) {
    return Octets.of(edited.array());
  }

  @Test
  void shouldReadAController() throws UnusableAnswerException {
    NvmeController said = NvmeController.parse(NVME.octets("idctrl"));
    assertThat(said.serial()).isEqualTo("LABNVME1");
    assertThat(said.model()).isEqualTo("QEMU NVMe Ctrl");
    assertThat(said.firmware()).startsWith("7.2");
    assertThat(said.version()).isEqualTo(0x10400);
    assertThat(said.volatileCache()).isTrue();
    assertThat(said.discards()).isTrue();
    assertThat(said.writesZeroes()).isTrue();
    assertThat(said.atomicBlocks()).isEqualTo(1);
    assertThat(said.security()).isFalse();
  }

  @Test
  void shouldReadThatThereIsNoCache() throws UnusableAnswerException {
    ByteBuffer none = edit(NVME, "idctrl").put(525, (byte) 6).putShort(520, (short) 0);
    NvmeController said = NvmeController.parse(of(none.putShort(528, (short) 0x7f)));
    assertThat(said.volatileCache()).isFalse();
    assertThat(said.discards()).isFalse();
    assertThat(said.atomicBlocks()).isEqualTo(128);
  }

  @Test
  void shouldReadANamespace() throws UnusableAnswerException {
    NvmeNamespace said = NvmeNamespace.parse(NVME.octets("idns"));
    assertThat(said.blocks()).isEqualTo(1024L << 20 >> 9);
    assertThat(said.blockBytes()).isEqualTo(512);
    assertThat(said.thin()).isFalse();
    assertThat(NvmeNamespace.parse(LARGE.octets("idns")).blockBytes()).isEqualTo(4096);
  }

  @Test
  void shouldTakeTheNamespacesOwnWordForAtomicWrites() throws UnusableAnswerException {
    NvmeNamespace quiet = NvmeNamespace.parse(LARGE.octets("idns"));
    assertThat(quiet.atomicBytes(4)).isEqualTo(4 * 4096);
    ByteBuffer own = edit(LARGE, "idns").put(24, (byte) 3).putShort(36, (short) 15);
    NvmeNamespace said = NvmeNamespace.parse(of(own));
    assertThat(said.thin()).isTrue();
    assertThat(said.atomicBytes(4)).isEqualTo(16 * 4096);
    NvmeNamespace bounded = NvmeNamespace.parse(of(own.putShort(44, (short) 7)));
    assertThat(bounded.atomicBytes(4)).isEqualTo(8 * 4096);
  }

  @Test
  void shouldReadWhatDeallocatedBlocksRead() throws UnusableAnswerException {
    for (int dlfeat = 0; dlfeat < 32; dlfeat++) {
      ByteBuffer said = edit(NVME, "idns").put(33, (byte) dlfeat);
      assertThat(NvmeNamespace.parse(of(said)).discardReadsZero()).isEqualTo((dlfeat & 7) == 1);
    }
  }

  @Test
  void shouldNameANamespaceAsTheKernelDoes() throws UnusableAnswerException {
    assertThat(NvmeIds.parse(NVME.octets("descs")).wwn()).isEqualTo("eui.5254000000000001");
    assertThat(NvmeIds.parse(LARGE.octets("descs")).wwn())
        .isEqualTo("uuid.11111111-2222-3333-4444-555555555555");
    assertThat(NvmeIds.ofNamespace(NVME.octets("idns")).wwn()).isEqualTo("eui.5254000000000001");
    String nguid = "0210000000112233445566778899aabbccddeeff";
    Octets both = Octets.of(HexFormat.of().parseHex("010800005254000000000001" + nguid));
    assertThat(NvmeIds.parse(both).wwn()).isEqualTo("eui.00112233445566778899aabbccddeeff");
  }

  @Test
  void shouldTakeNoPlaceholderForAName() throws UnusableAnswerException {
    String zeroes = "02100000" + "0".repeat(32) + "01080000" + "f".repeat(16);
    assertThat(NvmeIds.parse(Octets.of(HexFormat.of().parseHex(zeroes))).wwn()).isEmpty();
    assertThat(NvmeIds.parse(Octets.of(new byte[4096])).wwn()).isEmpty();
    String wrongSize = "01060000525400000001";
    assertThat(NvmeIds.parse(Octets.of(HexFormat.of().parseHex(wrongSize))).wwn()).isEmpty();
  }

  @Test
  void shouldReadHealth() throws UnusableAnswerException {
    ByteBuffer log = edit(NVME, "smart");
    assertThat(NvmeHealth.parse(of(log))).isEqualTo(new NvmeHealth(0, 0, 0));
    log.put(0, (byte) 5).put(5, (byte) 117).putLong(160, 3);
    assertThat(NvmeHealth.parse(of(log))).isEqualTo(new NvmeHealth(5, 117, 3));
    assertThat(NvmeHealth.parse(of(log.put(168, (byte) 1))).mediaErrors())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldRefuseWhatNoDeviceCanHaveSaid() {
    byte[] ones = new byte[4096];
    java.util.Arrays.fill(ones, (byte) 0xff);
    for (byte[] wrong : new byte[][] {new byte[4096], ones, new byte[0], new byte[100]}) {
      Octets in = Octets.of(wrong);
      assertThatThrownBy(() -> NvmeController.parse(in))
          .isInstanceOf(UnusableAnswerException.class);
      assertThatThrownBy(() -> NvmeNamespace.parse(in)).isInstanceOf(UnusableAnswerException.class);
      assertThatThrownBy(() -> NvmeHealth.parse(in)).isInstanceOf(UnusableAnswerException.class);
    }
    Octets cut = Octets.of(NVME.bytes("idctrl"), 4095);
    assertThatThrownBy(() -> NvmeController.parse(cut)).hasMessageContaining("4095 bytes");
    ByteBuffer tiny = edit(NVME, "idns").put(128 + 2, (byte) 3);
    assertThatThrownBy(() -> NvmeNamespace.parse(of(tiny)))
        .isInstanceOf(UnusableAnswerException.class);
  }
}
