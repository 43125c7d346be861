package io.diskwright.probe.dm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.diskwright.probe.dm.Answers.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers as the kernel lays them out, whole and broken. */
class DmAnswerTest {
  private static final int RUNS = 1_000_000;

  private static final String KEY = "6b".repeat(64);
  private static final Target LINEAR = new Target("linear", "", "8:16 2048");
  private static final Target CRYPT =
      new Target("crypt", "", "aes-xts-plain64 " + KEY + " 0 8:16 4096 1 allow_discards");
  private static final Target INTEGRITY =
      new Target(
          "integrity",
          "3 2000 -",
          "8:16 0 32 J 2 internal_hash:hmac(sha256):" + KEY + " journal_mac:hmac(sha1):" + KEY);

  private static DmDevice device(Target... targets) {
    DmDevice device = DmAnswer.device(Answers.answer(false, "vg-lv", "LVM-x", targets));
    return DmAnswer.withTables(device, Answers.answer(true, "vg-lv", "LVM-x", targets));
  }

  @Test
  void shouldReadEverySegmentWhenThereAreSeveral() {
    // When
    DmDevice device = device(LINEAR, new Target("error", "", ""), LINEAR);

    // Then
    assertThat(device.name()).isEqualTo("vg-lv");
    assertThat(device.uuid()).isEqualTo("LVM-x");
    assertThat(device.event()).isEqualTo(7);
    assertThat(device.types()).isEqualTo("error+linear");
    assertThat(device.targets())
        .extracting(DmTarget::start, DmTarget::length, DmTarget::table)
        .containsExactly(
            tuple(0L, 2048L, "8:16 2048"),
            tuple(2048L, 2048L, ""),
            tuple(4096L, 2048L, "8:16 2048"));
  }

  @Test
  void shouldDropKeysWhenATableHoldsThem() {
    // Given
    byte[] tables = Answers.answer(true, "c", "CRYPT-LUKS1-x", CRYPT, INTEGRITY);
    DmDevice device =
        DmAnswer.device(Answers.answer(false, "c", "CRYPT-LUKS1-x", CRYPT, INTEGRITY));

    // When
    DmDevice with = DmAnswer.withTables(device, tables);

    // Then
    assertThat(with.toString()).doesNotContain("6b6b");
    assertThat(new String(tables, StandardCharsets.ISO_8859_1)).doesNotContain("6b6b");
    assertThat(CryptTable.of(with.targets().getFirst()))
        .isEqualTo(new CryptTable("aes-xts-plain64", 512, false));
    assertThat(Integrity.of(with.targets().getLast()))
        .isEqualTo(new Integrity("J", "hmac(sha256)", 3));
  }

  @Test
  void shouldKeepTheStatesWhenTheTableChangedInBetween() {
    DmDevice before = DmAnswer.device(Answers.answer(false, "a", "", LINEAR));
    assertThat(DmAnswer.withTables(before, Answers.answer(true, "a", "", CRYPT))).isEqualTo(before);
    assertThat(DmAnswer.withTables(before, Answers.answer(true, "a", ""))).isEqualTo(before);
  }

  @Test
  void shouldEncodeNumbersAsTheKernelDoes() {
    assertThat(DmAnswer.encode(253, 1)).isEqualTo(0xfd01);
    assertThat(DmAnswer.encode(253, 300)).isEqualTo(0x10fd2c);
    assertThat(
            ByteBuffer.wrap(DmAnswer.request(512, 253, 300, 16))
                .order(ByteOrder.nativeOrder())
                .getLong(40))
        .isEqualTo(0x10fd2c);
  }

  @Test
  void shouldRefuseAnAnswerWhenItsOffsetsLieOutside() {
    byte[] answer = Answers.answer(false, "a", "", LINEAR, LINEAR);
    ByteBuffer out = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    out.putInt(DmAnswer.HEAD + 20, -8);
    assertThatThrownBy(() -> DmAnswer.device(answer)).isInstanceOf(IllegalArgumentException.class);
    out.putInt(16, 1 << 20);
    assertThatThrownBy(() -> DmAnswer.device(answer)).hasMessageContaining("start");
    out.putInt(16, DmAnswer.HEAD).putInt(20, -1);
    assertThatThrownBy(() -> DmAnswer.device(answer)).hasMessageContaining("targets");
    assertThatThrownBy(() -> DmAnswer.device(new byte[311])).hasMessageContaining("311");
  }

  /** Any answer is understood or refused; nothing else may happen, and no key may come through. */
  @Test
  void shouldSurviveAnyAnswer() {
    Random random = new Random(20260102);
    byte[] states = Answers.answer(false, "a", "LVM-a", CRYPT, LINEAR, INTEGRITY);
    byte[] tables = Answers.answer(true, "a", "LVM-a", CRYPT, LINEAR, INTEGRITY);
    int understood = 0;
    for (int i = 0; i < RUNS; i++) {
      byte[] a = mutate(states, random);
      byte[] b = mutate(tables, random);
      try {
        DmDevice device = DmAnswer.withTables(DmAnswer.device(a), b);
        for (DmTarget target : device.targets()) {
          StatusTest.readAll(target);
        }
        understood++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("6b6b");
      }
    }
    assertThat(understood).isBetween(RUNS / 10, RUNS - 1);
  }

  private static byte[] mutate(byte[] answer, Random random) {
    byte[] copy = answer.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      int at =
          random.nextBoolean()
              ? random.nextInt(48)
              : DmAnswer.HEAD + random.nextInt(copy.length / 4);
      copy[at] = (byte) random.nextInt(256);
    }
    return random.nextInt(16) == 0 ? Arrays.copyOf(copy, random.nextInt(1024)) : copy;
  }
}
