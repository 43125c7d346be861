package io.diskwright.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.agent.Sight.Refusal;
import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.Whereabouts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentityCheckTest {
  private static final String UUID_A = "9f1c0000-0000-4000-8000-00000000000a";
  private static final String UUID_B = "9f1c0000-0000-4000-8000-00000000000b";
  private static final String MARK_A = "0b1f6a52-57f9-4f0c-8d3a-2d1c7c1e9a01";
  private static final String MARK_B = "1b1f6a52-57f9-4f0c-8d3a-2d1c7c1e9a01";

  private final Fakes.StandingClock clock = new Fakes.StandingClock();

  /** fs, wwn, serial, machine and marker, before and after; {@code A} and {@code B} for UUIDs. */
  @ParameterizedTest
  @CsvSource({
    "A ------- - m1 A, A ------- - m1 A, ''",
    "A ------- - m1 -, A ------- - m1 A, ''",
    "A ------- - m1 A, A ------- - m2 A, NodeReplaced",
    "A ------- - m1 A, B ------- - m1 A, DeviceReplaced",
    "A ------- - m1 A, A ------- - m1 B, DeviceReplaced",
    "A ------- - m1 A, A ------- - m1 -, DeviceReplaced",
    "A ------- - m1 A, - ------- - m1 -, DeviceReplaced",
    "A ------- - m1 -, B ------- - m1 -, DeviceReplaced",
    // A file system without UUID calls itself otherwise with each mount.
    "1f ------ - m1 A, 2f ------ - m1 A, ''",
    "1f ------ - m1 -, 2f ------ - m1 -, DeviceReplaced",
    // Nothing known contradicts nothing.
    "- ------- - m1 -, A ------- - m1 A, ''",
    "A ------- - -- A, A ------- - m1 A, ''",
    // A copy takes all along but the names of the disk.
    "A naa.501 - m1 A, A naa.502 - m1 A, DeviceReplaced",
    "A naa.501 - m1 A, A 0x501 -   m1 A, ''",
    "A naa.501 S m1 A, A naa.502 S m1 A, ''",
    "A naa.501 S m1 A, A naa.501 T m1 A, ''",
    "A naa.501 S m1 A, A ------- - m1 A, ''",
    "A ------- S m1 A, A ------- T m1 A, DeviceReplaced"
  })
  void shouldTellAnotherDeviceFromTheSame(String was, String is, String reason) {
    Optional<Refusal> found =
        IdentityCheck.replaced(
            "node-a-1",
            device("/a", identity(was)).getStatus(),
            device("/a", identity(is)).getStatus());

    assertThat(found.map(Refusal::reason).orElse("")).isEqualTo(reason);
  }

  /** Two places, with the file system (major:minor) and inode of each. */
  @ParameterizedTest
  @CsvSource({
    "A ------- - m1 A, 7:0 2, A ------- - m1 A, 7:1 2, true",
    "A ------- - m1 A, 7:0 2, A ------- - m1 A, 7:0 9, true",
    "A ------- - m1 -, 7:0 2, A ------- - m1 -, 7:1 2, true",
    "A ------- - m1 A, 7:0 2, A ------- - m1 -, 7:1 2, true",
    "A ------- - m1 A, 7:0 2, A ------- - m1 B, 7:1 2, false",
    "A ------- - m1 -, 7:0 2, A ------- - m1 -, 7:0 3, false",
    "- ------- - m1 -, 7:0 2, - ------- - m1 -, 7:1 2, false",
    "00 ------ - m1 -, 7:0 2, 00 ------ - m1 -, 7:1 2, false",
    // Cheap disks share a world-wide name, and empty serial numbers are alike.
    "A naa.501 S m1 A, 7:0 2, B naa.501 S m1 B, 7:1 2, false"
  })
  void shouldNeitherMergeNorGuess(
      String one, String oneAt, String other, String otherAt, boolean duplicate) {
    Sight first = sight("/a", identity(one), oneAt);
    Sight second = sight("/b", identity(other), otherAt);

    assertThat(IdentityCheck.duplicate(first, List.of(first, second)).isPresent())
        .isEqualTo(duplicate);
    assertThat(IdentityCheck.duplicate(second, List.of(first, second)).isPresent())
        .isEqualTo(duplicate);
  }

  @Test
  void shouldSayWhatWasExpectedWhatIsThereAndWhatToDo() {
    Refusal refusal =
        IdentityCheck.replaced(
                "node-a-1",
                device("/a", identity("A - - - A")).getStatus(),
                device("/a", identity("B - - - B")).getStatus())
            .orElseThrow();

    assertThat(refusal.message())
        .contains("expected is file system " + UUID_A + " (identity " + MARK_A + ")")
        .contains("there is file system " + UUID_B + " (identity " + MARK_B + ")")
        .contains("Mount the right one")
        .contains("delete the StorageDevice node-a-1");
  }

  private Sight sight(String path, DeviceIdentity identity, String at) {
    String[] parts = at.split(" ", -1);
    return new Sight(
        new Place("default", Path.of(path), 10, List.of()),
        device(path, identity),
        new Whereabouts(path, parts[0], Long.parseLong(parts[1]), List.of(), true, false),
        null);
  }

  private StorageDevice device(String path, DeviceIdentity identity) {
    StorageDevice device = Fakes.device("node-a-1", Path.of(path), 1, clock);
    device.setStatus(device.getStatus().with(identity));
    return device;
  }

  private static DeviceIdentity identity(String text) {
    String[] parts = text.split(" +", -1);
    return new DeviceIdentity(
        letter(parts[0], UUID_A, UUID_B),
        letter(parts[1], "", ""),
        letter(parts[2], "", ""),
        null,
        letter(parts[3], "", ""),
        letter(parts[4], MARK_A, MARK_B));
  }

  private static @Nullable String letter(String text, String a, String b) {
    return switch (text) {
      case "A" -> a;
      case "B" -> b;
      default -> text.startsWith("-") ? null : text;
    };
  }
}
