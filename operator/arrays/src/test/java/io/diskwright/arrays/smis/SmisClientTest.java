package io.diskwright.arrays.smis;

import static io.diskwright.arrays.Queries.claims;
import static io.diskwright.arrays.Queries.detail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestServer;
import io.diskwright.planner.Capability;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmisClientTest {
  private static final CimServer ALPHA = new CimServer("alpha", false);
  private static final CimServer BETA = new CimServer("beta", true);

  @ParameterizedTest
  @ValueSource(strings = {"naa.60000970000197800128533030303131", "00011", "images"})
  void shouldTellWhatAVolumeIsHoweverItIsNamed(String name) throws Exception {
    ArrayAnswer answer = volume(ALPHA, name);

    assertThat(answer.element()).isEqualTo("CIM_StorageVolume 00011, profile Array 1.6.0");
    assertThat(claims(answer))
        .containsOnly(
            Map.entry(Capability.Compression, "Present"),
            Map.entry(Capability.Redundancy, "Present raid1"),
            Map.entry(Capability.Snapshotting, "Present"),
            Map.entry(Capability.ThinProvisioning, "Present"));
    assertThat(detail(answer, Capability.Redundancy))
        .startsWith("SMI-S http://localhost:")
        .contains("NoSinglePointOfFailure=true, DataRedundancy=2, PackageRedundancy=1");
    assertThat(detail(answer, Capability.Snapshotting)).contains("[2, 6, 10]");
  }

  @Test
  void shouldNotClaimWhatAVolumeLacks() throws Exception {
    ArrayAnswer answer = volume(ALPHA, "scratch & more");

    assertThat(claims(answer))
        .containsEntry(Capability.Redundancy, "Absent")
        .doesNotContainKeys(Capability.ThinProvisioning, Capability.Deduplication);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wwn-0x60050768018103668800000000000007", "images <7>", "7"})
  void shouldReadAnotherVendorsShape(String name) throws Exception {
    ArrayAnswer answer = volume(BETA, name);

    assertThat(claims(answer))
        .containsOnly(
            Map.entry(Capability.Compression, "Present"),
            Map.entry(Capability.Deduplication, "Present inline"),
            Map.entry(Capability.Encryption, "Absent"),
            Map.entry(Capability.Redundancy, "Present raid5"));
    assertThat(answer.element()).isEqualTo("CIM_StorageVolume 7");
  }

  @Test
  void shouldTellWhatEveryVolumeOfAPoolIs() throws Exception {
    try (TestServer server = TestServer.start(null, BETA)) {
      ArrayAnswer answer =
          new SmisClient()
              .ask(Queries.pool(ArrayInterface.SmiS, server.endpoint(), "0000020061:0", null));

      assertThat(claims(answer))
          .containsOnly(
              Map.entry(Capability.Compression, "Absent"),
              Map.entry(Capability.Redundancy, "Present raid6"),
              Map.entry(Capability.ThinProvisioning, "Present"));
    }
  }

  @ParameterizedTest
  @CsvSource({"nowhere, has no volume nowhere", "60000970000197800128533030303199, has no volume"})
  void shouldSayThatThereIsNoSuchVolume(String name, String message) {
    assertThatThrownBy(() -> volume(ALPHA, name))
        .isInstanceOfSatisfying(
            ArrayException.class, e -> assertThat(e.reason()).isEqualTo(ArraysReachable.NotFound))
        .hasMessageContaining(message);
  }

  @Test
  void shouldNotGuessWhichPoolIsMeant() throws Exception {
    try (TestServer server = TestServer.start(null, BETA)) {
      assertThatThrownBy(
              () ->
                  new SmisClient()
                      .ask(Queries.pool(ArrayInterface.SmiS, server.endpoint(), "flash", null)))
          .hasMessageContaining("several of the name flash");
    }
  }

  @Test
  void shouldSayThatTheNamespaceIsWrong() {
    assertThatThrownBy(() -> volume(new CimServer("nobody", false), "7"))
        .isInstanceOfSatisfying(
            ArrayException.class, e -> assertThat(e.reason()).isEqualTo(ArraysReachable.NotFound))
        .hasMessageContaining("does not show its CIM_StorageVolume in the namespace root/vendor");
  }

  private static ArrayAnswer volume(CimServer service, String name)
      throws IOException, ArrayException {
    try (TestServer server = TestServer.start(null, service)) {
      return new SmisClient()
          .ask(Queries.volume(ArrayInterface.SmiS, server.endpoint(), name, null));
    }
  }
}
