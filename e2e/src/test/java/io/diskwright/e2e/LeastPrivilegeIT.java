package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.e2e.Privileges.Tier;
import io.diskwright.planner.Capability;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the table in node-probe/CAPABILITIES.md says, measured with exactly those rights. */
final class LeastPrivilegeIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Arguments: target, /dev or not, JDK, program, then those of setpriv. */
  private static final String IN_A_SMALL_WORLD =
      """
      set -e
      target=$1 dev=$2 jdk=$3 program=$4
      shift 4
      mount --make-rprivate /
      world=$(mktemp -d)
      mount -t tmpfs tmpfs "$world"
      for d in usr lib lib64; do
        if [ -L "/$d" ]; then cp -a "/$d" "$world/$d"
        elif [ -d "/$d" ]; then mkdir "$world/$d"; mount --rbind "/$d" "$world/$d"; fi
      done
      mkdir -p "$world"/{proc,sys,dev,pool,program,jdk,tmp}
      chmod 1777 "$world/tmp"
      for d in proc sys; do mount --bind "/$d" "$world/$d"; mount -o remount,ro,bind "$world/$d"; done
      mount --bind "$jdk" "$world/jdk"
      mount --bind "$program" "$world/program"
      mount --bind "$target" "$world/pool"
      [ "$dev" = no ] || mount --rbind /dev "$world/dev"
      exec setpriv "$@" chroot "$world" /jdk/bin/java -XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
        --enable-native-access=ALL-UNNAMED -cp /program/diskwright-cli.jar \
        io.diskwright.cli.Main probe /pool -o json
      """;

  @Test
  void shouldAnswerWhatThePageSaysOnADisk(@TempDir Path directory) throws IOException {
    needs();
    Requires.that(isOnADisk(directory), directory + " is on no file system of a disk");

    // When
    Map<Tier, JsonNode> seen = probe(directory);

    // Then
    seen.forEach(
        (tier, status) ->
            assertThat(answered(status)).as("%s", tier).isEqualTo(Privileges.answered().get(tier)));
    assertSameBelow(seen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs"})
  void shouldAnswerTheSameWithMoreRights(String type) throws IOException {
    needs();
    try (LoopFilesystem filesystem = LoopFilesystem.of(type).make()) {
      // When
      Map<Tier, JsonNode> seen = probe(filesystem.directory());

      // Then
      Set<Capability> expected =
          EnumSet.complementOf(EnumSet.copyOf(Privileges.hiddenBehindLoops()));
      seen.forEach(
          (tier, status) -> {
            assertThat(answered(status)).as("%s", tier).isEqualTo(expected);
            assertThat(status.path("has"))
                .isEqualTo(java.util.Objects.requireNonNull(seen.get(Tier.Device)).path("has"));
          });
      assertSameBelow(seen);
    }
  }

  private static void assertSameBelow(Map<Tier, JsonNode> seen) {
    JsonNode least = java.util.Objects.requireNonNull(seen.get(Tier.User));
    assertThat(least.path("stack")).isNotEmpty();
    seen.forEach(
        (tier, status) -> {
          assertThat(status.path("stack")).as("%s", tier).isEqualTo(least.path("stack"));
          assertThat(status.path("kind")).as("%s", tier).isEqualTo(least.path("kind"));
        });
  }

  @Test
  void shouldSayWhichRightIsMissingWhenTheDirectoryIsNotOnesOwn(@TempDir Path directory)
      throws IOException {
    needs();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

    // When
    JsonNode status = probe(directory, Tier.User);

    // Then
    for (JsonNode one : status.path("capabilities")) {
      if (one.path("name").asText().equals("Preallocation")) {
        assertThat(one.path("state").asText()).isEqualTo("Unknown");
        assertThat(one.path("evidence").path("result").asText()).isEqualTo("EACCES");
      }
    }
    assertThat(status.path("conditions").toString()).contains("NotWritable");
  }

  private static void needs() {
    Requires.root();
    Requires.command("unshare");
    Requires.command("setpriv");
  }

  private static boolean isOnADisk(Path directory) {
    String source =
        Shell.run("findmnt", "--noheadings", "--output=SOURCE", "--target", directory.toString());
    return source.startsWith("/dev/") && !source.startsWith("/dev/loop");
  }

  private static Map<Tier, JsonNode> probe(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Map<Tier, JsonNode> seen = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      seen.put(tier, probe(directory, tier));
    }
    return seen;
  }

  private static JsonNode probe(Path directory, Tier tier) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--mount", "bash", "-c", IN_A_SMALL_WORLD, "in-a-small-world"));
    command.add(directory.toString());
    command.add(tier == Tier.Device ? "yes" : "no");
    command.add(System.getProperty("java.home"));
    command.add(Project.path("node-probe/cli/target").toString());
    // CAP_SYS_CHROOT is for the chroot that follows.
    command.addAll(
        switch (tier) {
          case User ->
              List.of(
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  "--bounding-set=-all,+sys_chroot",
                  "--inh-caps=-all,+sys_chroot",
                  "--ambient-caps=+sys_chroot");
          case RootWithoutCapabilities ->
              List.of("--bounding-set=-all,+sys_chroot", "--inh-caps=-all");
          case Device ->
              List.of("--bounding-set=-all,+sys_chroot,+sys_admin,+sys_rawio", "--inh-caps=-all");
        });
    String printed = Shell.run(command);
    return JSON.readTree(printed.substring(printed.indexOf('{')))
        .path("items")
        .path(0)
        .path("status");
  }

  private static Set<Capability> answered(JsonNode status) {
    Set<Capability> answered = EnumSet.noneOf(Capability.class);
    for (JsonNode one : status.path("capabilities")) {
      if (!one.path("state").asText().equals("Unknown")) {
        answered.add(Capability.valueOf(one.path("name").asText()));
      }
    }
    return answered;
  }
}
