package io.diskwright.probe.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What ATA disks say of themselves; the truth is the devices' configuration. */
class AtaTest {
  private static byte[] edited(int word, int value) {
    byte[] data = Captured.of("sata-hdd").bytes("ata");
    data[word * 2] = (byte) value;
    data[word * 2 + 1] = (byte) (value >> 8);
    return data;
  }

  private static AtaIdentity parse(byte[] data) throws UnusableAnswerException {
    return AtaIdentity.parse(Octets.of(data));
  }

  @Test
  void shouldReadADisk() throws UnusableAnswerException {
    AtaIdentity disk = parse(Captured.of("sata-hdd").bytes("ata"));
    assertThat(disk.model()).isEqualTo("LAB HDD 7200");
    assertThat(disk.serial()).isEqualTo("LABHDD1");
    assertThat(disk.firmware()).isEqualTo("2.5+");
    assertThat(disk.rotationRate()).isEqualTo(7200);
    assertThat(disk.writeCache()).isTrue();
    assertThat(disk.trim()).isTrue();
    assertThat(disk.trimReadsZero()).isFalse();
    assertThat(disk.wwn()).isEqualTo("naa.5000c500a0000001");
    AtaIdentity still = parse(Captured.of("sata-ssd").bytes("ata"));
    assertThat(still.rotationRate()).isEqualTo(1);
    assertThat(still.writeCache()).isFalse();
  }

  @Test
  void shouldReadTheSameFromTheCopyInAPage() throws UnusableAnswerException {
    Captured said = Captured.of("sata-ssd");
    assertThat(AtaIdentity.parse(ScsiPages.ataInformation(said.octets("vpd89"))))
        .isEqualTo(parse(said.bytes("ata")));
  }

  @Test
  void shouldReadWhatTrimmedBlocksRead() throws UnusableAnswerException {
    assertThat(parse(edited(69, 1 << 14 | 1 << 5)).trimReadsZero()).isTrue();
    assertThat(parse(edited(69, 1 << 14)).trimReadsZero()).isFalse();
    assertThat(parse(edited(69, 1 << 5)).trimReadsZero()).isFalse();
    assertThat(parse(edited(169, 0)).trim()).isFalse();
  }

  @Test
  void shouldNotBelieveWordsThatAreNotSaidToCount() throws UnusableAnswerException {
    assertThat(parse(edited(87, 0)).writeCache()).isNull();
    assertThat(parse(edited(87, 0)).wwn()).isEmpty();
    assertThat(parse(edited(83, 0xc000)).writeCache()).isNull();
    assertThat(parse(edited(82, 0)).writeCache()).isNull();
    assertThat(parse(edited(217, 0x400)).rotationRate()).isZero();
    assertThat(parse(edited(217, 0xffff)).rotationRate()).isZero();
  }

  @Test
  void shouldRefuseDataWithAWrongChecksum() throws UnusableAnswerException {
    byte[] data = edited(255, 0x00a5);
    assertThatThrownBy(() -> parse(data)).hasMessageContaining("checksum");
    int sum = 0;
    for (byte one : data) {
      sum += one;
    }
    data[511] = (byte) -sum;
    assertThat(parse(data).serial()).isEqualTo("LABHDD1");
    assertThatThrownBy(() -> parse(new byte[512])).hasMessageContaining("zeroes");
    assertThatThrownBy(() -> parse(new byte[511])).isInstanceOf(UnusableAnswerException.class);
    assertThatThrownBy(() -> parse(edited(0, 0x8580))).hasMessageContaining("another kind");
  }
}
