package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.Candidate;
import io.diskwright.planner.Capability;
import io.diskwright.planner.Confidence;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.DeviceKind;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.Outcome;
import io.diskwright.planner.RefusalReason;
import io.diskwright.planner.RejectionReason;
import io.diskwright.planner.Strategy;
import io.diskwright.planner.TargetKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final Candidate CHOSEN =
      candidate(
          AllocationPolicy.MetadataPreallocated,
          ImageFormat.qcow2,
          Map.of("preallocation", "metadata", "cluster_size", "65536"));
  private static final Outcome.Rejected REJECTED =
      new Outcome.Rejected(
          candidate(
              AllocationPolicy.Preallocated, ImageFormat.raw, Map.of("preallocation", "falloc")),
          RejectionReason.RequiredFeatureMissing,
          "Nothing here keeps snapshots of raw images.",
          0);

  @Test
  void shouldCarryAPlanOver() {
    // Given
    Outcome plan =
        new Outcome.Plan(
            CHOSEN,
            873,
            new Outcome.Expected(912, 41943040, 42956488704L, Confidence.Shipped),
            List.of(
                new Outcome.Because(
                    "required-snapshot-from-format",
                    "The format keeps snapshots.",
                    List.of("lacks/Snapshotting", "requires/Snapshotting"))),
            List.of(Capability.Cloning, Capability.Snapshotting),
            List.of(REJECTED),
            212);

    // When
    DecisionResult result = Decisions.of(Strategy.Measured, plan);

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            DecisionResult.Decided.class,
            decided ->
                assertThat(Yaml.write(decided.decision()))
                    .isEqualTo(
                        """
                        ---
                        strategy: "Measured"
                        device: "d"
                        node: "n"
                        policy: "MetadataPreallocated"
                        format: "qcow2"
                        options:
                          cluster_size: "65536"
                          preallocation: "metadata"
                        score: 873
                        expected:
                          performance: 912
                          allocatedBytes: 41943040
                          maximumBytes: 42956488704
                          confidence: "Shipped"
                        because:
                        - rule: "required-snapshot-from-format"
                          message: "The format keeps snapshots."
                          uses:
                          - "lacks/Snapshotting"
                          - "requires/Snapshotting"
                        lacks:
                        - "Cloning"
                        - "Snapshotting"
                        rejected:
                        - device: "d"
                          policy: "Preallocated"
                          format: "raw"
                          options:
                            preallocation: "falloc"
                          reason: "RequiredFeatureMissing"
                          message: "Nothing here keeps snapshots of raw images."
                          score: 0
                        considered: 212
                        """));
  }

  @Test
  void shouldStayWithinTheBoundsOfTheManifests() {
    // Given
    Outcome refusal =
        new Outcome.Refusal(
            RefusalReason.NoAdmissibleCandidate,
            "\uD83D\uDE00".repeat(5000),
            Collections.nCopies(
                40,
                new Outcome.Rejected(
                    CHOSEN, RejectionReason.SizeLimit, "too large ".repeat(1000), 0)),
            40);

    // When
    DecisionResult result = Decisions.of(Strategy.Patent, refusal);

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            DecisionResult.Refused.class,
            refused -> {
              assertThat(refused.message())
                  .hasSizeLessThanOrEqualTo(Decisions.REFUSAL)
                  .endsWith("\uD83D\uDE00…");
              assertThat(refused.rejected()).hasSize(16);
              assertThat(refused.rejected().getFirst().message())
                  .hasSize(Decisions.MESSAGE)
                  .endsWith("…");
              assertThat(refused.considered()).isEqualTo(40);
              assertThat(refused.reason()).isEqualTo(RefusalReason.NoAdmissibleCandidate);
            });
  }

  private static Candidate candidate(
      AllocationPolicy policy, ImageFormat format, Map<String, String> options) {
    return new Candidate(
        new DeviceFacts(
            "d",
            "n",
            "",
            Map.of(),
            TargetKind.Directory,
            DeviceKind.SolidState,
            Map.of(),
            Map.of(),
            0,
            0,
            "",
            Map.of()),
        policy,
        format,
        new TreeMap<>(options));
  }
}
