package io.diskwright.probe.dm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines as Documentation/admin-guide/device-mapper and the drivers give them. */
class StatusTest {
  private static DmTarget target(String type, String status, String table) {
    return new DmTarget(0, 2048, type, status, table);
  }

  /** Reads what can be read of it, as the probe does. */
  static void readAll(DmTarget target) {
    ThinPool pool = ThinPool.of(target);
    if (pool != null) {
      assertThat(pool.dataPercent()).isBetween(0, 100);
      assertThat(pool.metadataPercent()).isBetween(0, 100);
    }
    DmRaid raid = DmRaid.of(target);
    if (raid != null) {
      assertThat(raid.missing()).isBetween(0, raid.members());
    }
    CryptTable.of(target);
    DmPaths.of(target);
    Vdo.of(target);
    Integrity.of(target);
    DmCache.of(target);
  }

  @Test
  void shouldReadAThinPool() {
    ThinPool pool =
        requireNonNull(
            ThinPool.of(
                target(
                    "thin-pool",
                    "1 20/1024 6554/8192 - rw discard_passdown queue_if_no_space - 1024",
                    "253:2 253:3 128 0 0")));
    assertThat(pool.dataPercent()).isEqualTo(80);
    assertThat(pool.metadataPercent()).isEqualTo(1);
    assertThat(pool.blockBytes()).isEqualTo(65536);
    assertThat(pool.full()).isFalse();
    assertThat(pool.errorIfFull()).isFalse();
    assertThat(pool.takesDiscards()).isTrue();
  }

  @Test
  void shouldTellAPoolThatTakesNoMore() {
    for (String status :
        new String[] {
          "2 20/1024 8192/8192 - out_of_data_space no_discard_passdown error_if_no_space - 1024",
          "2 1024/1024 80/8192 - ro ignore_discard queue_if_no_space needs_check 1024",
          "Fail",
          "Error"
        }) {
      ThinPool pool = requireNonNull(ThinPool.of(target("thin-pool", status, "253:2 253:3 128 0")));
      assertThat(pool.full()).as(status).isTrue();
    }
    assertThat(ThinPool.of(target("thin-pool", "1 20 6554/8192", ""))).isNull();
    assertThat(ThinPool.of(target("thin", "1 20/1024 1/2 - rw", ""))).isNull();
  }

  @Test
  void shouldReadAnArray() {
    DmRaid whole = requireNonNull(DmRaid.of(target("raid", "raid1 2 AA 2048/2048 idle 0 0 -", "")));
    assertThat(whole.missing()).isZero();
    DmRaid first = requireNonNull(DmRaid.of(target("raid", "raid1 2 aa 10/2048 resync 0 0 -", "")));
    assertThat(first.missing()).isZero();
    DmRaid lost =
        requireNonNull(DmRaid.of(target("raid", "raid6_zr 5 AADaA 10/100 recover 12 0 -", "")));
    assertThat(lost).isEqualTo(new DmRaid("raid6", 5, "AADaA", 10, 100, "recover", 12));
    assertThat(lost.missing()).isEqualTo(2);
    assertThat(DmRaid.of(target("raid", "raid1 3 AA 2048/2048 idle 0", ""))).isNull();
  }

  @Test
  void shouldReadAMirror() {
    String line = "2 253:3 253:4 1024/1024 1 AD 3 disk 253:2 A";
    DmRaid mirror = requireNonNull(DmRaid.of(target("mirror", line, "")));
    assertThat(mirror).isEqualTo(new DmRaid("raid1", 2, "AD", 1024, 1024, "idle", 0));
    assertThat(mirror.missing()).isEqualTo(1);
  }

  @Test
  void shouldReadACipherWhoseKeyIsInAKeyring() {
    CryptTable table =
        requireNonNull(
            CryptTable.of(
                target(
                    "crypt",
                    "",
                    "capi:authenc(hmac(sha256),xts(aes))-plain64 :96:logon:cryptsetup:x-d0 0 253:0 0"
                        + " 1 integrity:48:aead")));
    assertThat(table.keyBits()).isEqualTo(768);
    assertThat(table.authenticated()).isTrue();
  }

  @Test
  void shouldCountPaths() {
    String line = "2 0 0 0 2 1 A 0 1 2 8:16 A 0 0 1 E 0 1 2 8:32 F 3 0 1";
    assertThat(DmPaths.of(target("multipath", line, ""))).isEqualTo(new DmPaths(1, 1));
    assertThat(DmPaths.of(target("multipath", "2 0 0 0 0 0", ""))).isNull();
  }

  @Test
  void shouldReadAVdo() {
    String line = "253:4 normal - online offline 786943 1310720";
    Vdo vdo = requireNonNull(Vdo.of(target("vdo", line, "")));
    assertThat(vdo.deduplicates()).isTrue();
    assertThat(vdo.compresses()).isFalse();
    assertThat(vdo.totalBlocks()).isEqualTo(1310720);
  }

  @Test
  void shouldTellWhetherIntegrityIsChecked() {
    String table = "253:1 0 4 %s 3 internal_hash:crc32c journal_sectors:88 buffer_sectors:128";
    assertThat(requireNonNull(Integrity.of(target("integrity", "0 9 -", table.formatted("J")))))
        .matches(Integrity::checks)
        .matches(i -> i.hash().equals("crc32c"));
    assertThat(requireNonNull(Integrity.of(target("integrity", "0 9 -", table.formatted("R")))))
        .matches(i -> !i.checks());
    assertThat(requireNonNull(Integrity.of(target("integrity", "0 9 -", "253:1 0 28 J 0"))))
        .matches(i -> !i.checks());
  }

  @Test
  void shouldReadHowACacheWrites() {
    String line = "8 27/1024 128 100/800 1 2 3 4 0 1 0 2 metadata2 writeback 2 migration_threshold";
    assertThat(DmCache.of(target("cache", line, ""))).isEqualTo(new DmCache("writeback"));
    assertThat(DmCache.of(target("cache", "Fail", ""))).isNull();
  }

  @Test
  void shouldSurviveAnyLine() {
    Random random = new Random(4);
    String[] words =
        "thin-pool 1 20/1024 -1/0 / 9999999999999999999/3 rw Fail AADa raid1 raid6_zr 0 2 253:1 A D : ::: - idle"
            .split(" ");
    String[] types = "thin-pool raid mirror crypt multipath vdo integrity cache".split(" ");
    for (int i = 0; i < 1_000_000; i++) {
      StringBuilder line = new StringBuilder();
      for (int n = random.nextInt(10); n >= 0; n--) {
        line.append(words[random.nextInt(words.length)]).append(' ');
      }
      readAll(target(types[random.nextInt(types.length)], line.toString(), line.toString()));
    }
  }
}
