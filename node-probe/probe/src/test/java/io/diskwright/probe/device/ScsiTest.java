package io.diskwright.probe.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SCSI answers mean; the truth is the devices' configuration. */
class ScsiTest {
  private static Octets hex(String hex) {
    return Octets.of(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @ParameterizedTest
  @CsvSource({
    "sata-hdd, ATA, LAB HDD 7200, 7200, LABHDD1, naa.5000c500a0000001",
    "sata-ssd, ATA, LAB SSD, 1, LABSSD2, naa.5000c500a0000003",
    "sas, LAB, SAS-15K, 15000, LABSAS1, naa.5000c500c0000001",
    "thin-lun, LAB, THIN-LUN, 1, LABLUN1, naa.5000c500b0000001",
    "scsi-debug, Linux, scsi_debug, 1, 34000, naa.33333330000084d0"
  })
  void shouldReadWhoItIs(
      String device, String vendor, String product, int rate, String serial, String wwn)
      throws UnusableAnswerException {
    Captured said = Captured.of(device);
    ScsiInquiry who = ScsiInquiry.parse(said.octets("inq"));
    assertThat(who.disk()).isTrue();
    assertThat(who.vendor()).isEqualTo(vendor);
    assertThat(who.product()).isEqualTo(product);
    assertThat(ScsiPages.supported(said.octets("vpd00"))).contains(0x80, 0x83, 0xb0, 0xb1, 0xb2);
    assertThat(ScsiPages.Characteristics.parse(said.octets("vpdb1")).rotationRate())
        .isEqualTo(rate);
    assertThat(ScsiPages.serial(said.octets("vpd80"))).isEqualTo(serial);
    assertThat(Designators.wwn(said.octets("vpd83"))).isEqualTo(wwn.equals("none") ? "" : wwn);
  }

  @Test
  void shouldReadWhatAStickLeavesOut() throws UnusableAnswerException {
    Captured said = Captured.of("usb-stick");
    assertThat(ScsiInquiry.parse(said.octets("inq")).product()).isEqualTo("QEMU HARDDISK");
    assertThat(ScsiPages.Characteristics.parse(said.octets("vpdb1")).rotationRate()).isZero();
    assertThat(Designators.wwn(said.octets("vpd83"))).isEmpty();
  }

  @Test
  void shouldReadProvisioning() throws UnusableAnswerException {
    assertThat(ScsiPages.Provisioning.parse(Captured.of("thin-lun").octets("vpdb2")))
        .isEqualTo(new ScsiPages.Provisioning(true, false, 2));
    Captured debug = Captured.of("scsi-debug"); // lbprz=1
    assertThat(ScsiPages.Provisioning.parse(debug.octets("vpdb2")))
        .isEqualTo(new ScsiPages.Provisioning(true, true, 0));
    Capacity16 capacity = Capacity16.parse(debug.octets("rc16"));
    assertThat(capacity).isEqualTo(new Capacity16(64 << 11, 512, 4096, true, true));
  }

  @Test
  void shouldReadLimits() throws UnusableAnswerException {
    ScsiPages.Limits debug = ScsiPages.Limits.parse(Captured.of("scsi-debug").octets("vpdb0"));
    assertThat(debug.atomicBlocks()).isEqualTo(0x2000);
    assertThat(ScsiPages.Limits.parse(Captured.of("sas").octets("vpdb0")).atomicBlocks()).isZero();
    ScsiPages.Limits old = ScsiPages.Limits.parse(hex("00b0 000c 00000000 00000000 00000000"));
    assertThat(old).isEqualTo(new ScsiPages.Limits(0));
  }

  @Test
  void shouldReadWhetherTheWriteCacheIsOn() throws UnusableAnswerException {
    assertThat(CachingPage.parse(Captured.of("sata-hdd").octets("ms")))
        .isEqualTo(new CachingPage(true, false));
    assertThat(CachingPage.parse(Captured.of("sata-ssd").octets("ms")))
        .isEqualTo(new CachingPage(false, false));
    assertThat(CachingPage.parse(Captured.of("scsi-debug").octets("ms")))
        .isEqualTo(new CachingPage(true, true));
    Octets behindDescriptor = hex("00 1a 00 00 00 00 00 08 1122334455667788 08 12 04");
    assertThat(CachingPage.parse(behindDescriptor).writeCache()).isTrue();
    assertThatThrownBy(() -> CachingPage.parse(hex("00 1a 00 00 00 00 00 00 0a 0a 04 00")))
        .isInstanceOf(UnusableAnswerException.class)
        .hasMessageContaining("another page");
  }

  @Test
  void shouldPreferTheLongerName() throws UnusableAnswerException {
    String t10 = "02 01 0010 41424344 45464748 31323334 35363738";
    String naa8 = "01 03 0008 5000c500a1b2c3d4";
    String naa16 = "01 03 0010 6000c500a1b2c3d4 0011223344556677";
    String eui = "01 02 0008 0011223344556677";
    assertThat(Designators.wwn(page(t10))).isEqualTo("t10.ABCDEFGH12345678");
    assertThat(Designators.wwn(page(t10 + eui))).isEqualTo("eui.0011223344556677");
    assertThat(Designators.wwn(page(eui + naa8))).isEqualTo("naa.5000c500a1b2c3d4");
    assertThat(Designators.wwn(page(naa8 + naa16)))
        .isEqualTo("naa.6000c500a1b2c3d40011223344556677");
    String ofPort = "61 93 0008 5000c500a1b2c3d5";
    assertThat(Designators.wwn(page(ofPort + t10))).startsWith("t10.");
  }

  @Test
  void shouldTakeNoPlaceholderForAName() throws UnusableAnswerException {
    for (String name :
        new String[] {
          "01 03 0008 0000000000000000",
          "01 03 0008 5000000000000000",
          "01 03 0008 5fffffffffffffff",
          "01 03 0008 ffffffffffffffff",
          "01 02 0008 0000000000000000",
          "02 01 0008 4142432020202020", // a vendor alone
          "01 00 0004 01020304", // of the vendor's own kind
          "01 03 0000",
        }) {
      assertThat(Designators.wwn(page(name))).as(name).isEmpty();
    }
  }

  private static Octets page(String designators) {
    String all = designators.replace(" ", "");
    return hex(String.format("0083%04x", all.length() / 2) + all);
  }

  @Test
  void shouldReadNoFurtherThanThePageSaysOrTheAnswerGoes() throws UnusableAnswerException {
    assertThat(ScsiPages.serial(hex("0080 0002 41424344"))).isEqualTo("AB");
    assertThat(ScsiPages.serial(hex("0080 ffff 41424344"))).isEqualTo("ABCD");
    assertThat(ScsiPages.supported(hex("0000 0002 0080 83"))).containsExactly(0, 0x80);
    assertThat(Designators.wwn(hex("0083 ffff 01 03 00 10 5000c500a1b2c3d4"))).isEmpty();
    assertThatThrownBy(() -> ScsiPages.serial(hex("0083 0002 4142")))
        .isInstanceOf(UnusableAnswerException.class);
  }

  @Test
  void shouldTellEmulatedSerialsFromRealOnes() {
    assertThat(Names.whyNoSerial("")).isNotNull();
    assertThat(Names.whyNoSerial("   ")).isNotNull();
    assertThat(Names.whyNoSerial("00000000")).isNotNull();
    assertThat(Names.whyNoSerial("FFFF")).isNotNull();
    assertThat(Names.whyNoSerial("A\u0007B")).isNotNull();
    assertThat(Names.whyNoSerial("0A0")).isNull();
    assertThat(Names.whyNoWwn("nvme.1b36-4c41-51454d-00000001")).isNotNull();
    assertThat(Names.whyNoWwn("uuid.00000000-0000-0000-0000-000000000000")).isNotNull();
    assertThat(Names.whyNoWwn("t10.ATA     QEMU HARDDISK")).isNotNull();
    assertThat(Names.whyNoWwn("t10.ATA     QEMU HARDDISK                           QM00005"))
        .isNull();
    assertThat(Names.whyNoWwn("naa.9000000000000001")).isNotNull();
  }

  private static ByteBuffer header(int status, int senseLength) {
    return ByteBuffer.allocate(88)
        .order(ByteOrder.nativeOrder())
        .put(64, (byte) status)
        .put(67, (byte) senseLength);
  }

  @Test
  void shouldBelieveTheDataOnlyAsFarAsItCame() throws UnusableAnswerException {
    byte[] none = new byte[0];
    ByteBuffer header = header(0, 0).putInt(72, 60);
    assertThat(ScsiDevice.outcome(header.array(), new byte[96], none).length()).isEqualTo(36);
    header.putInt(72, 1 << 30);
    assertThat(ScsiDevice.outcome(header.array(), new byte[96], none).length()).isZero();
    header.putInt(72, -5);
    assertThat(ScsiDevice.outcome(header.array(), new byte[96], none).length()).isEqualTo(96);
  }

  @Test
  void shouldSayWhyADeviceRefused() throws UnusableAnswerException {
    byte[] fixed = HexFormat.of().parseHex("70000500000000000000000020000000");
    byte[] descriptor = HexFormat.of().parseHex("7205240000000000");
    byte[] recovered = HexFormat.of().parseHex("7201000000000000");
    assertThatThrownBy(() -> ScsiDevice.outcome(header(2, 16).array(), new byte[8], fixed))
        .isInstanceOfSatisfying(
            UnusableAnswerException.class, e -> assertThat(e.result()).isEqualTo("sense 5/20/00"));
    assertThatThrownBy(() -> ScsiDevice.outcome(header(2, 8).array(), new byte[8], descriptor))
        .isInstanceOfSatisfying(
            UnusableAnswerException.class, e -> assertThat(e.result()).isEqualTo("sense 5/24/00"));
    assertThat(ScsiDevice.outcome(header(2, 8).array(), new byte[8], recovered).length())
        .isEqualTo(8);
    ByteBuffer lost = header(0, 0).putShort(68, (short) 1);
    assertThatThrownBy(() -> ScsiDevice.outcome(lost.array(), new byte[8], new byte[0]))
        .hasMessageContaining("did not get through");
    assertThatThrownBy(() -> ScsiDevice.outcome(header(8, 0).array(), new byte[8], new byte[0]))
        .isInstanceOfSatisfying(
            UnusableAnswerException.class, e -> assertThat(e.result()).isEqualTo("status 0x8"));
  }
}
