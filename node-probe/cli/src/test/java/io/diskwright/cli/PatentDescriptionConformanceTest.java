package io.diskwright.cli;

import static io.diskwright.cli.Conformance.blocks;
import static io.diskwright.cli.Conformance.choice;
import static io.diskwright.cli.Conformance.decision;
import static io.diskwright.cli.Conformance.format;
import static io.diskwright.cli.Conformance.image;
import static io.diskwright.cli.Conformance.made;
import static io.diskwright.cli.Conformance.name;
import static io.diskwright.cli.Conformance.path;
import static io.diskwright.cli.Conformance.plan;
import static io.diskwright.cli.Conformance.planned;
import static io.diskwright.cli.Conformance.pool;
import static io.diskwright.cli.Conformance.tradeoffs;
import static io.diskwright.cli.Conformance.uses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Shell;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What US 9,092,161 B2 describes, block by block, by the real probe, the real planner and images
 * that are really made: on file systems mounted for the purpose, looked at by other programs.
 */
final class PatentDescriptionConformanceTest {
  private static final long SIZE = 64L << 20;
  private static final String PATENT = "strategy: Patent";

  private static Places places;
  private static LoopFilesystem ext4;
  private static LoopFilesystem xfs;

  @BeforeAll
  static void mount() throws IOException {
    places = Places.mount();
    ext4 = places.ext4();
    xfs = places.xfs();
  }

  @AfterAll
  static void unmount() throws IOException {
    if (places != null) {
      places.close();
    }
  }

  @Nested
  class Block201 {
    @Test
    void shouldTakeCapabilitiesFromOtherSourcesAndNameThem() {
      Run run =
          Run.with(
              pool(
                      ext4.directory(),
                      "{name: Redundancy, state: Present, value: raid6, source: ArrayApi, detail: said}")
                  + "---\n"
                  + image("x", "requires: [Redundancy]"),
              "plan",
              "-f",
              "-",
              "-o",
              "json");

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(uses(decision(run.json()))).contains("has/Redundancy");
      Run without = plan(new String[] {ext4.directory().toString()}, "requires: [Redundancy]");
      assertThat(without.exitCode()).isEqualTo(3);
    }
  }

  @Nested
  class Block203 {
    @Test
    void shouldTakeOtherParametersForOtherImagesOfOneMachine() {
      Run run =
          Run.with(
              image("system", PATENT, tradeoffs("performance: 100"))
                  + "---\n"
                  + image("archive", PATENT, tradeoffs("performance: 0")),
              "plan",
              "-f",
              "-",
              "--target",
              ext4.directory().toString(),
              "-o",
              "json");

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.json().path("items"))
          .extracting(item -> choice(decision(item)))
          .containsExactly("Preallocated raw", "Thin qcow2");
    }
  }

  @Nested
  class Parameters {
    @ParameterizedTest
    @CsvSource({
      "MaximumPerformance, 100",
      "MinimumStorage, 0",
      "Balanced, 50",
    })
    void shouldTakeWordsForTheirNumbers(String word, int number) {
      assertThat(planned(ext4.directory(), tradeoffs("performance: " + word)).path("options"))
          .isEqualTo(
              planned(ext4.directory(), tradeoffs("performance: " + number)).path("options"));
    }

    @Test
    void shouldExpectNoLessSpeedForEveryStepOfARealValuedParameter() {
      int before = 0;
      for (int weight = 0; weight <= 100; weight += 7) {
        int now =
            planned(ext4.directory(), tradeoffs("performance: " + weight))
                .path("expected")
                .path("performance")
                .asInt();
        assertThat(now).as("at %d", weight).isGreaterThanOrEqualTo(before);
        before = now;
      }
    }

    @Test
    void shouldNeverPlanFasterForAHigherSecurityLevel() {
      String encrypting = pool(xfs.directory(), "{name: Encryption, state: Present}") + "---\n";
      int before = Integer.MAX_VALUE;
      for (String level : List.of("\"Off\"", "Low", "Medium")) {
        Run run =
            Run.with(
                encrypting + image("x", tradeoffs("performance: 100", "security: " + level)),
                "plan",
                "-f",
                "-",
                "-o",
                "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        int now = decision(run.json()).path("expected").path("performance").asInt();
        assertThat(now).as(level).isLessThanOrEqualTo(before);
        before = now;
      }
    }
  }

  @Nested
  class Blocks204And205 {
    @Test
    void shouldRestPolicyAndFormatOnDifferentCapabilities() {
      JsonNode decision =
          planned(ext4.directory(), "requires: [Snapshotting], tradeoffs: {performance: 100}");

      assertThat(uses(decision)).contains("lacks/Snapshotting");
      assertThat(decision.path("rejected").toString()).contains("RequiredFeatureMissing");
    }

    @Test
    void shouldRestTheFormatOnThePolicyAlone() {
      JsonNode decision = planned(ext4.directory(), PATENT, tradeoffs("performance: 100"));

      assertThat(choice(decision)).isEqualTo("Preallocated raw");
      assertThat(decision.path("because").toString())
          .contains("pre-allocation and raw storage format might be selected");
    }
  }

  @Nested
  class Block206 {
    @Test
    void shouldAllocateAtHostLevelByASparseFile() {
      JsonNode image = made(ext4, "formats: [raw]", "tradeoffs: {performance: 0}");

      assertThat(path(image)).hasSize(SIZE);
      assertThat(blocks(image)).isZero();
    }
  }

  @Nested
  class Formats {
    /** The formats that the description names. */
    enum Named {
      RAW,
      QCOW2,
      QED,
      VMDK
    }

    @ParameterizedTest
    @EnumSource(Named.class)
    void shouldStoreImagesInEveryFormatNamed(Named format) {
      String name = format.name().toLowerCase(Locale.ROOT);

      JsonNode image = made(ext4, "formats: [" + name + "]");

      assertThat(Shell.run("qemu-img", "info", path(image).toString()))
          .contains("file format: " + name, "64 MiB");
    }
  }
}
