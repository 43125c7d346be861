package io.diskwright.cli;

import static io.diskwright.cli.Conformance.blocks;
import static io.diskwright.cli.Conformance.choice;
import static io.diskwright.cli.Conformance.choiceWith;
import static io.diskwright.cli.Conformance.condition;
import static io.diskwright.cli.Conformance.decision;
import static io.diskwright.cli.Conformance.device;
import static io.diskwright.cli.Conformance.evidence;
import static io.diskwright.cli.Conformance.format;
import static io.diskwright.cli.Conformance.image;
import static io.diskwright.cli.Conformance.made;
import static io.diskwright.cli.Conformance.name;
import static io.diskwright.cli.Conformance.path;
import static io.diskwright.cli.Conformance.plan;
import static io.diskwright.cli.Conformance.planned;
import static io.diskwright.cli.Conformance.policy;
import static io.diskwright.cli.Conformance.pool;
import static io.diskwright.cli.Conformance.probe;
import static io.diskwright.cli.Conformance.state;
import static io.diskwright.cli.Conformance.texts;
import static io.diskwright.cli.Conformance.tradeoffs;
import static io.diskwright.cli.Conformance.uses;
import static io.diskwright.cli.Conformance.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.planner.Capability;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What US 9,092,161 B2 claims, claim by claim, by the real probe, the real planner and images that
 * are really made: on file systems mounted for the purpose, looked at by other programs.
 */
final class PatentConformanceTest {
  private static final long SIZE = 64L << 20;
  private static final String PATENT = "strategy: Patent";

  private static Places places;
  private static LoopFilesystem ext4;
  private static LoopFilesystem xfs;
  private static Mirror mirror;

  @BeforeAll
  static void mount() throws IOException {
    places = Places.mount();
    ext4 = places.ext4();
    xfs = places.xfs();
    mirror = places.mirror();
  }

  @AfterAll
  static void unmount() throws IOException {
    if (places != null) {
      places.close();
    }
  }

  @Nested
  class Claims1And10And15 {
    @Test
    void shouldFindCapabilitiesBySystemCallsAndLacksByTheComplement() {
      for (Path place : List.of(ext4.directory(), xfs.directory(), mirror.directory())) {
        JsonNode status = probe(place);
        List<String> has = texts(status.path("has"));
        List<String> all = Arrays.stream(Capability.values()).map(Enum::name).toList();
        List<String> lacks = new ArrayList<>(all);
        lacks.removeAll(has);
        assertThat(texts(status.path("lacks"))).containsExactlyInAnyOrderElementsOf(lacks);
        assertThat(evidence(status, "Cloning").path("source").asText()).isEqualTo("SystemCall");
        assertThat(evidence(status, "Preallocation").path("call").asText()).contains("fallocate");
      }
      assertThat(state(probe(ext4.directory()), "Cloning")).isEqualTo("Absent");
      assertThat(state(probe(xfs.directory()), "Cloning")).isEqualTo("Present");
    }

    @Test
    void shouldReallyAllocateByHasLacksAndTheTradeoff() {
      JsonNode fastest = made(ext4, PATENT, "tradeoffs: {performance: MaximumPerformance}");
      assertThat(choice(fastest)).isEqualTo("Preallocated raw");
      assertThat(blocks(fastest)).isGreaterThanOrEqualTo(SIZE);

      JsonNode smallest = made(ext4, PATENT, "tradeoffs: {performance: MinimumStorage}");
      assertThat(choice(smallest)).isEqualTo("Thin qcow2");
      assertThat(blocks(smallest)).isLessThan(SIZE / 8);
    }
  }

  @Nested
  class Claim2 {
    @Test
    void shouldProbeSnapshottingAndChooseOtherwiseForIt() {
      assertThat(state(probe(ext4.directory()), "Snapshotting")).isEqualTo("Absent");
      assertThat(state(probe(xfs.directory()), "Snapshotting")).isEqualTo("Present");

      String fastest = "tradeoffs: {performance: 100}";
      assertThat(choice(planned(ext4.directory(), PATENT, fastest))).isEqualTo("Preallocated raw");
      assertThat(choice(planned(xfs.directory(), PATENT, fastest))).isEqualTo("Thin qed");
    }

    @Test
    void shouldLetTheFormatGiveWhatTheDeviceLacks() {
      String wish = "requires: [Snapshotting], tradeoffs: {performance: 100}";

      JsonNode lacking = planned(ext4.directory(), wish);
      JsonNode having = planned(xfs.directory(), wish);

      assertThat(format(lacking)).isEqualTo("qcow2");
      assertThat(uses(lacking)).contains("lacks/Snapshotting", "requires/Snapshotting");
      assertThat(format(having)).isEqualTo("raw");
    }
  }

  @Nested
  class Claims3And12 {
    @Test
    void shouldPlanDifferentlyForPerformanceForStorageAndForABalance() {
      String evenly = "redundancy: 50";

      assertThat(choice(planned(ext4.directory(), PATENT, tradeoffs("performance: 100", evenly))))
          .isEqualTo("Preallocated raw");
      assertThat(choice(planned(ext4.directory(), PATENT, tradeoffs("performance: 50", evenly))))
          .isEqualTo("MetadataPreallocated qcow2");
      assertThat(choice(planned(ext4.directory(), PATENT, tradeoffs("performance: 0", evenly))))
          .isEqualTo("Thin qcow2");
    }
  }

  @Nested
  class Claims4And9And13 {
    @ParameterizedTest
    @CsvSource({
      "100, Preallocated, raw",
      "50, MetadataPreallocated, qcow2",
      "0, Thin, qcow2",
    })
    void shouldReallyAllocateEachPolicy(int performance, String policy, String format) {
      JsonNode image =
          made(ext4, PATENT, tradeoffs("performance: " + performance, "redundancy: 50"));

      assertThat(choice(image)).isEqualTo(policy + " " + format);
      long blocks = blocks(image);
      switch (policy) {
        case "Preallocated" -> assertThat(blocks).isGreaterThanOrEqualTo(SIZE);
        case "MetadataPreallocated" -> {
          // Every cluster has its place in the tables: the file is long, and full of holes.
          assertThat(path(image).toFile().length()).isGreaterThanOrEqualTo(SIZE);
          assertThat(blocks).isBetween(1L, SIZE / 8);
        }
        default -> assertThat(path(image).toFile().length()).isLessThan(SIZE / 8);
      }
    }
  }

  @Nested
  class Claims5And17 {
    @Test
    void shouldChooseTheFormatByTheParametersAndByTheCapabilities() {
      assertThat(format(planned(ext4.directory(), PATENT, "tradeoffs: {performance: 100}")))
          .isNotEqualTo(format(planned(ext4.directory(), PATENT, "tradeoffs: {performance: 0}")));
      assertThat(format(planned(ext4.directory(), PATENT, "tradeoffs: {performance: 100}")))
          .isNotEqualTo(format(planned(xfs.directory(), PATENT, "tradeoffs: {performance: 100}")));
    }
  }

  @Nested
  class Claims6And15And16 {
    @Test
    void shouldDriveTheDeviceByTheSecondParameter() {
      String[] both = {ext4.directory().toString(), mirror.directory().toString()};

      JsonNode safest = planned(both, tradeoffs("redundancy: MaximumRedundancy"));
      JsonNode smallest = planned(both, tradeoffs("redundancy: MinimumStorage"));

      assertThat(device(safest)).isEqualTo(name(mirror.directory()));
      assertThat(device(smallest)).isEqualTo(name(ext4.directory()));
    }

    @Test
    void shouldDriveThePolicyByTheSecondParameter() {
      assertThat(policy(planned(ext4.directory(), PATENT, tradeoffs("redundancy: 0"))))
          .isEqualTo("Thin");
      assertThat(policy(planned(ext4.directory(), PATENT, tradeoffs("redundancy: Balanced"))))
          .isEqualTo("MetadataPreallocated");
    }
  }

  @Nested
  class Claim7 {
    @ParameterizedTest
    @CsvSource({"100, raw", "50, qcow2"})
    void shouldStoreTheImageInTheFormatThatFollowsFromThePolicy(int performance, String format) {
      JsonNode image =
          made(ext4, PATENT, tradeoffs("performance: " + performance, "redundancy: 50"));

      assertThat(format(image)).isEqualTo(format);
      assertThat(Shell.run("qemu-img", "info", path(image).toString()))
          .contains("file format: " + format);
    }
  }

  @Nested
  class Claim8 {
    @Test
    void shouldProbeTheRaidLevelAndItsHealthAndChooseByIt() {
      JsonNode status = probe(mirror.directory());

      assertThat(state(status, "Redundancy")).isEqualTo("Present");
      assertThat(value(status, "Redundancy")).isEqualTo("raid1");
      assertThat(status.path("kind").asText()).isEqualTo("Raid");
      assertThat(condition(status, "Healthy")).isEqualTo("True");
      assertThat(state(probe(ext4.directory()), "Redundancy")).isEqualTo("Absent");
      String[] both = {ext4.directory().toString(), mirror.directory().toString()};
      assertThat(device(planned(both, "requires: [Redundancy]")))
          .isEqualTo(name(mirror.directory()));
      Run alone = plan(new String[] {ext4.directory().toString()}, "requires: [Redundancy]");
      assertThat(alone.exitCode()).isEqualTo(3);
    }
  }

  @Nested
  class Claim11 {
    @Test
    void shouldProbeDeduplicationAndTakeADeclarationOfIt() {
      assertThat(value(probe(xfs.directory()), "Deduplication")).isEqualTo("on-request");
      assertThat(state(probe(ext4.directory()), "Deduplication")).isEqualTo("Absent");

      String fastest = "tradeoffs: {performance: 100}";
      JsonNode plain = planned(ext4.directory(), PATENT, fastest);
      Run declared =
          Run.with(
              pool(ext4.directory(), "{name: Deduplication, state: Present, value: inline}")
                  + "---\n"
                  + image("x", PATENT, fastest),
              "plan",
              "-f",
              "-",
              "-o",
              "json");

      assertThat(policy(plain)).isEqualTo("Preallocated");
      assertThat(declared.exitCode()).as(declared.err()).isZero();
      assertThat(policy(decision(declared.json())))
          .as("pre-allocated zeroes are stored once, and reserve nothing")
          .isNotEqualTo("Preallocated");
    }
  }

  @Nested
  class Claim14 {
    @Test
    void shouldAllocateAtLeastSoManyBytesAndLessThanTheDisk() {
      long part = 16L << 20;

      JsonNode image =
          made(ext4, "minimumPreallocated: 16Mi, formats: [raw]", "tradeoffs: {performance: 0}");

      assertThat(blocks(image)).isBetween(part, SIZE / 2);
      assertThat(path(image)).hasSize(SIZE);
    }
  }

  @Nested
  class Claim18 {
    @Test
    void shouldDrivePolicyAndFormatByTheSecurityLevel() {
      String encrypting = pool(xfs.directory(), "{name: Encryption, state: Present}") + "---\n";

      String off = choiceWith(encrypting, PATENT, tradeoffs("performance: 100"));
      String medium =
          choiceWith(encrypting, PATENT, tradeoffs("performance: 100", "security: Medium"));

      assertThat(off).isEqualTo("Thin qed");
      assertThat(medium).endsWith(" qcow2").isNotEqualTo("Thin qcow2");
    }
  }
}
