package io.diskwright.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.CapabilityStatus;
import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.Evidence;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.testing.LoopFilesystem;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Declarations against a real file system. */
class RefutedTest {
  private static DeclaredCapability declared(
      Capability name, CapabilityState state, EvidenceSource source) {
    return new DeclaredCapability(name, state, null, source, "says " + source);
  }

  private static @Nullable Condition hold(StorageDevice device) {
    return Conditions.find(device.getStatus().conditions(), "DeclarationsHold");
  }

  private static void assertHold(StorageDevice device, String status, String reason, String... in) {
    Condition condition = Objects.requireNonNull(hold(device));
    assertThat(condition.getStatus()).isEqualTo(status);
    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getMessage()).contains(in);
  }

  @Test
  void shouldSayNothingOfDeclarationsWhenThereAreNone(@TempDir Path home) {
    assertThat(hold(Probing.probe(home))).isNull();
  }

  @Test
  void shouldLetTheCallWinOverTheFileAndWarn() throws IOException {
    try (LoopFilesystem ext4 = LoopFilesystem.of("ext4").make()) {
      Files.writeString(
          ext4.directory().resolve(".diskwright-capabilities.yaml"),
          """
          apiVersion: diskwright.io/v1alpha1
          kind: CapabilityDeclarations
          capabilities:
          - {name: Cloning, state: Present, value: reflink, detail: as the vendor says}
          - {name: Deduplication, state: Present, value: inline}
          """);
      StorageDevice device = Probing.probe(ext4.directory());

      CapabilityStatus cloning = Probing.answer(device, Capability.Cloning);
      assertThat(cloning.state()).isEqualTo(CapabilityState.Absent);
      assertThat(cloning.evidence().source()).isEqualTo(EvidenceSource.SystemCall);
      assertThat(cloning.evidence().result()).isEqualTo("EOPNOTSUPP");
      assertThat(cloning.evidence().others())
          .contains(
              new Observation(
                  EvidenceSource.MetadataFile,
                  ".diskwright-capabilities.yaml",
                  "Present (reflink)",
                  CapabilityState.Present,
                  "as the vendor says"));
      CapabilityStatus dedup = Probing.answer(device, Capability.Deduplication);
      assertThat(dedup.state()).isEqualTo(CapabilityState.Present);
      assertThat(dedup.evidence().source()).isEqualTo(EvidenceSource.MetadataFile);
      assertThat(others(dedup)).extracting(Observation::result).contains("EOPNOTSUPP");
      assertHold(
          device,
          "False",
          "Refuted",
          "Cloning is declared Present by MetadataFile, but ioctl(FICLONE) said EOPNOTSUPP",
          "correct or remove");
    }
  }

  private static List<Observation> others(CapabilityStatus status) {
    Evidence evidence = status.evidence();
    return evidence.others() == null ? List.of() : evidence.others();
  }

  @Test
  void shouldKeepEveryDeclarationAndPreferTheBetterSource() {
    try (LoopFilesystem ext4 = LoopFilesystem.of("ext4").make()) {
      StorageDevice device =
          Probing.probe(
              ext4.directory(),
              declared(
                  Capability.Compression, CapabilityState.Absent, EvidenceSource.ConfigurationFile),
              declared(Capability.Compression, CapabilityState.Present, EvidenceSource.ArrayApi));

      CapabilityStatus compression = Probing.answer(device, Capability.Compression);
      assertThat(compression.state()).isEqualTo(CapabilityState.Present);
      assertThat(compression.evidence().source()).isEqualTo(EvidenceSource.ArrayApi);
      assertThat(others(compression))
          .extracting(Observation::source)
          .contains(EvidenceSource.ConfigurationFile, EvidenceSource.SystemCall);
      assertHold(device, "False", "Contradictory", "Compression", "ArrayApi says Present");
    }
  }

  @Test
  void shouldSayThatDeclarationsHold(@TempDir Path home) {
    DeclaredCapability agreed =
        declared(
            Capability.ThinProvisioning, CapabilityState.Present, EvidenceSource.ConfigurationFile);
    assertHold(Probing.probe(home, agreed), "True", "Confirmed", "no call refutes");
  }

  @Test
  void shouldGoOnWithoutAFileThatIsWrong(@TempDir Path home) throws IOException {
    StorageDevice before = Probing.probe(home);
    Files.writeString(home.resolve(".diskwright-capabilities.yaml"), "capabilities: &a [*a]\n");
    StorageDevice device = Probing.probe(home);
    assertHold(device, "False", "Invalid", ".diskwright-capabilities.yaml, line 1", "aliases");
    assertThat(device.getStatus().capabilities()).isEqualTo(before.getStatus().capabilities());
    assertThat(Conditions.isTrue(device.getStatus().conditions(), "Ready")).isTrue();
  }
}
