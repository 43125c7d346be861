package io.diskwright.probe.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class MountTableTest {
  private static final String TEXT =
      """
      22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
      30 22 7:0 / /mnt/a rw shared:2 - ext4 /dev/loop0 rw
      31 22 7:1 / /mnt/with\\040space rw - xfs /dev/loop1 rw
      32 30 7:2 / /mnt/a/deep rw - ext4 /dev/loop2 rw
      """;

  @Test
  void shouldFindTheMountAPathLeadsTo() {
    MountTable table = MountTable.parse(TEXT);

    assertThat(table.at("/mnt/a")).startsWith("30 7:0 ");
    assertThat(table.at("/mnt/a/pool")).startsWith("30 ");
    assertThat(table.at("/mnt/ab")).startsWith("22 ");
    assertThat(table.at("/mnt/with space/x")).startsWith("31 ");
    assertThat(table.at("/mnt/a/deep/x")).startsWith("32 ");
    assertThat(table.at("/")).startsWith("22 ");
  }

  @Test
  void shouldSeeWhatIsMountedOverIt() {
    String over = TEXT + "40 30 0:50 / /mnt/a rw - tmpfs none rw\n";
    String above = TEXT + "41 22 0:51 / /mnt rw - tmpfs none rw\n";

    assertThat(MountTable.parse(over).at("/mnt/a/pool")).startsWith("40 ");
    assertThat(MountTable.parse(over).at("/mnt/a/deep")).startsWith("40 ");
    assertThat(MountTable.parse(above).at("/mnt/a/pool")).startsWith("41 ");
  }

  @Test
  void shouldTellARemountAndNotHowMountsSpread() {
    MountTable before = MountTable.parse(TEXT);

    assertThat(MountTable.parse(TEXT.replace("/dev/loop0 rw", "/dev/loop0 ro")).at("/mnt/a"))
        .isNotEqualTo(before.at("/mnt/a"));
    assertThat(MountTable.parse(TEXT.replace("shared:2", "shared:9 master:4")).at("/mnt/a"))
        .isEqualTo(before.at("/mnt/a"));
  }

  @Test
  void shouldReadALongTableFast() {
    StringBuilder text = new StringBuilder(TEXT);
    for (int i = 0; i < 10_000; i++) {
      text.append(100 + i)
          .append(" 22 0:")
          .append(i)
          .append(" / /run/pods/")
          .append(i)
          .append("/x rw - tmpfs none rw\n");
    }
    long start = System.nanoTime();
    MountTable table = MountTable.parse(text.toString());
    for (int i = 0; i < 64; i++) {
      assertThat(table.at("/mnt/a/pool")).startsWith("30 ");
    }
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }

  @Test
  void shouldReadAnyTextWithoutHarm() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(TEXT);
      for (int n = random.nextInt(6); n >= 0; n--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(300));
      }
      assertThat(MountTable.parse(text.toString()).at("/mnt/a/deep")).isNotNull();
    }
    assertThat(MountTable.parse("").at("/")).isEmpty();
    assertThat(MountTable.parse("1 1 0:1 / / rw - x x x").at("/a")).startsWith("1 ");
    assertThat(MountTable.parse("1 2 0:1 / / rw - x x x\n2 1 0:1 / / rw - x x x").at("/a"))
        .as("a circle ends")
        .isNotNull();
  }
}
