package io.diskwright.arrays.swordfish;

import static io.diskwright.arrays.Queries.claims;
import static io.diskwright.arrays.Queries.detail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestServer;
import io.diskwright.planner.Capability;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SwordfishClientTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "naa.600508b1001c7e3a",
        "0x600508B1001C7E3A",
        "nguid.600508b1001c7e3a0000000000000003",
        "/redfish/v1/Storage/1/Volumes/3",
        "3",
        "images"
      })
  void shouldTellWhatAVolumeIsHoweverItIsNamed(String name) throws Exception {
    ArrayAnswer answer = volume(new MockUp(true), name);

    assertThat(answer.element()).isEqualTo("/redfish/v1/Storage/1/Volumes/3");
    assertThat(claims(answer))
        .containsOnly(
            entry(Capability.Compression, "Present"),
            entry(Capability.Deduplication, "Present inline"),
            entry(Capability.Encryption, "Present NativeDriveEncryption"),
            entry(Capability.PowerLossProtection, "Present"),
            entry(Capability.Redundancy, "Present raid6"),
            entry(Capability.Snapshotting, "Present"),
            entry(Capability.ThinProvisioning, "Present"));
    assertThat(answer.capabilities())
        .allMatch(one -> one.source() == EvidenceSource.ArrayApi)
        .allMatch(one -> String.valueOf(one.detail()).startsWith("Swordfish http://localhost:"));
    assertThat(detail(answer, Capability.Deduplication))
        .endsWith("/redfish/v1/Storage/1/Volumes/3: Deduplicated=true");
    assertThat(detail(answer, Capability.Compression)).contains("StoragePools/Flash: Compressed");
    assertThat(detail(answer, Capability.Snapshotting)).contains("[Clone, Snapshot]");
  }

  @ParameterizedTest
  @CsvSource({
    "naa.600508b1001c1111, Absent, Absent, Absent",
    "naa.600508b1001c2222, Present raid1c3, Absent,",
    "old, Present raid5,,",
    "other,,,"
  })
  void shouldClaimOnlyWhatIsSaid(String name, String redundancy, String powerLoss, String dedup)
      throws Exception {
    ArrayAnswer answer = volume(new MockUp(true), name);

    assertThat(claims(answer).get(Capability.Redundancy)).isEqualTo(redundancy);
    assertThat(claims(answer).get(Capability.PowerLossProtection)).isEqualTo(powerLoss);
    assertThat(claims(answer).get(Capability.Deduplication)).isEqualTo(dedup);
    assertThat(claims(answer)).doesNotContainKey(Capability.ThinProvisioning);
  }

  @Test
  void shouldTellWhatEveryVolumeOfAPoolIs() throws Exception {
    try (TestServer server = TestServer.start(null, new MockUp(true))) {
      ArrayAnswer answer =
          new SwordfishClient()
              .ask(Queries.pool(ArrayInterface.Swordfish, server.endpoint(), "Flash", null));

      assertThat(claims(answer))
          .containsOnly(
              entry(Capability.Compression, "Present"),
              entry(Capability.Deduplication, "Absent"),
              entry(Capability.Redundancy, "Present"),
              entry(Capability.ThinProvisioning, "Present"));
    }
  }

  @Test
  void shouldSignInAndOutAgainWhereThereAreSessions() throws Exception {
    try (TestServer server = TestServer.start(null, new MockUp(true))) {
      ask(server, "images");

      assertThat(server.requests())
          .startsWith("GET /redfish/v1/", "POST /redfish/v1/SessionService/Sessions")
          .endsWith("DELETE /redfish/v1/SessionService/Sessions/1 token")
          .noneMatch(request -> request.contains("basic"));
    }
  }

  @Test
  void shouldUseBasicWhereThereAreNoSessions() throws Exception {
    try (TestServer server = TestServer.start(null, new MockUp(false))) {
      ask(server, "images");

      assertThat(server.requests().getFirst()).isEqualTo("GET /redfish/v1/");
      assertThat(server.requests().subList(1, server.requests().size()))
          .allMatch(request -> request.startsWith("GET ") && request.endsWith(" basic"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere, has no volume nowhere",
    "naa.600508b1001cffff, has no volume naa.600508b1001cffff",
    "/redfish/v1/Storage/9/Volumes/9, has no volume",
    "1, has 2 of the name 1"
  })
  void shouldNotGuessWhichVolumeIsMeant(String name, String message) {
    assertThatThrownBy(() -> volume(new MockUp(true), name))
        .isInstanceOfSatisfying(
            ArrayException.class, e -> assertThat(e.reason()).isEqualTo(ArraysReachable.NotFound))
        .hasMessageContaining("array gold at localhost:")
        .hasMessageContaining(message);
  }

  private static ArrayAnswer volume(MockUp service, String name)
      throws IOException, ArrayException {
    try (TestServer server = TestServer.start(null, service)) {
      return ask(server, name);
    }
  }

  private static ArrayAnswer ask(TestServer server, String name) throws ArrayException {
    return new SwordfishClient()
        .ask(Queries.volume(ArrayInterface.Swordfish, server.endpoint(), name, null));
  }

  private static java.util.Map.Entry<Capability, String> entry(Capability name, String said) {
    return java.util.Map.entry(name, said);
  }
}
