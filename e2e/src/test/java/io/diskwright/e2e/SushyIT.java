package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.ArrayAnswer;
import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.ArrayQuery;
import io.diskwright.arrays.Login;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestAuthority;
import io.diskwright.arrays.swordfish.SwordfishClient;
import io.diskwright.e2e.server.RedfishEmulator;
import io.diskwright.planner.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Swordfish client and a Redfish service that is not ours: sushy-emulator with HTTP Basic,
 * whose volumes are below a system and say VolumeType and Encrypted, no more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SushyIT {
  private static final String SYSTEM = "27946b59-9e44-4fa7-8e91-f3527a1ef094"; // of its fake driver
  private static final String CONFIGURATION =
      """
      SUSHY_EMULATOR_AUTH_FILE = "%2$s/users"
      SUSHY_EMULATOR_STATE_DIR = "%2$s"
      SUSHY_EMULATOR_STORAGE = {"%1$s": [
        {"Id": "1", "Name": "Controller", "StorageControllers": [], "Drives": []}]}
      SUSHY_EMULATOR_VOLUMES = {("%1$s", "1"): [
        {"Id": "7", "Name": "images", "VolumeType": "Mirrored", "CapacityBytes": 1048576},
        {"Id": "8", "Name": "scratch", "VolumeType": "NonRedundant", "CapacityBytes": 1048576}]}
      """;

  private final Path directory;
  private final TestAuthority authority;
  private RedfishEmulator emulator;

  SushyIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.authority = TestAuthority.in(directory);
  }

  @BeforeAll
  void start() throws Exception {
    Path sushy = RedfishEmulator.install();
    Files.writeString(directory.resolve("tls.crt"), authority.chainPem(TestAuthority.GOOD));
    Files.writeString(directory.resolve("tls.key"), authority.keyPem(TestAuthority.GOOD));
    Files.writeString(
        directory.resolve("users"), Queries.USERNAME + ":" + hash(sushy, Queries.PASSWORD) + "\n");
    Path configuration =
        Files.writeString(
            directory.resolve("emulator.conf"), CONFIGURATION.formatted(SYSTEM, directory));
    emulator = RedfishEmulator.emulator(sushy, configuration, directory);
  }

  @AfterAll
  void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @Test
  void shouldTellWhatAVolumeIs() throws Exception {
    ArrayAnswer answer = new SwordfishClient().ask(query("images"));

    assertThat(answer.element())
        .isEqualTo("/redfish/v1/Systems/" + SYSTEM + "/Storage/1/Volumes/7");
    assertThat(Queries.claims(answer))
        .containsOnly(
            Map.entry(Capability.Redundancy, "Present raid1"),
            Map.entry(Capability.Encryption, "Absent"));
    assertThat(Queries.claims(new SwordfishClient().ask(query("8"))))
        .containsEntry(Capability.Redundancy, "Absent");
  }

  @Test
  void shouldSayThatThereIsNoSuchVolume() {
    assertThatThrownBy(() -> new SwordfishClient().ask(query("other")))
        .isInstanceOfSatisfying(
            ArrayException.class, e -> assertThat(e.reason()).isEqualTo(ArraysReachable.NotFound));
  }

  @Test
  void shouldSayThatThePasswordIsWrong() throws Exception {
    ArrayQuery right = query("images");
    ArrayQuery wrong =
        new ArrayQuery(
            right.array(), new Login(Queries.USERNAME, "wr0ng", authority.pem()), right.limits());

    assertThatThrownBy(() -> new SwordfishClient().ask(wrong))
        .isInstanceOfSatisfying(
            ArrayException.class,
            e -> assertThat(e.reason()).isEqualTo(ArraysReachable.Unauthorized))
        .hasMessageContaining("check username and password")
        .hasMessageNotContaining("wr0ng");
  }

  @Test
  void shouldNotTalkToItUnderTheWrongAuthority() throws Exception {
    ArrayQuery query =
        Queries.volume(ArrayInterface.Swordfish, emulator.endpoint(), "images", null);

    assertThatThrownBy(() -> new SwordfishClient().ask(query))
        .isInstanceOfSatisfying(
            ArrayException.class, e -> assertThat(e.reason()).isEqualTo(ArraysReachable.TlsFailed));
  }

  private ArrayQuery query(String volume) throws Exception {
    return Queries.volume(ArrayInterface.Swordfish, emulator.endpoint(), volume, authority.pem());
  }

  /** By the emulator's own library: it knows no other passwords than such. */
  private static String hash(Path sushy, String password) throws IOException {
    Process process =
        new ProcessBuilder(
                sushy.resolve("bin/python3").toString(),
                "-c",
                "import bcrypt,sys; print(bcrypt.hashpw(sys.argv[1].encode(),"
                    + " bcrypt.gensalt(4)).decode())",
                password)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
