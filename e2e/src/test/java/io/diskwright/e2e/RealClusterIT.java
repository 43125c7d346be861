package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Diskwright as pods of a real cluster that {@code e2e/cluster} brings up: kubelet, containerd, its
 * own container images and chart.
 */
@Tag("alone")
final class RealClusterIT {

  private static final long UP_MINUTES = 20;
  private static final long MINUTES = 3;
  private static final long SIZE = 192L << 20;
  private static final String MADE =
      "{range .items[*]}{.status.allocation.path} {.status.decision.format}"
          + " {.status.decision.policy}{\"\\n\"}{end}";
  private static final String EXPORTED =
      "{.status.allocation.path} {.status.attachment.view} {.metadata.uid}";
  private static final Path NETWORK = Path.of("/run/netns/diskwright-cluster");

  @TempDir private static Path logs;

  private static Path files;
  private static boolean ours;

  @BeforeAll
  static void bringUp() throws Exception {
    Requires.root();
    Requires.command("apt-get");
    Requires.that(Files.notExists(NETWORK), "a cluster runs here; end it with e2e/cluster down");
    Script.Outcome able = Script.of("e2e/cluster", "able").run(MINUTES, logs);
    Requires.kernel(able.code() == 0, able.tail().strip());
    ours = true;
    files =
        Files.createDirectory(
            Path.of("/var/lib/diskwright-cluster-" + ProcessHandle.current().pid()));
    Script.Outcome up = cluster(UP_MINUTES, "up");
    assertThat(up.code()).as(up.tail()).isZero();
  }

  @AfterAll
  static void leaveNothing() throws Exception {
    if (!ours) {
      return;
    }
    Script.Outcome down = cluster(MINUTES, "down");
    assertThat(down.code()).as(down.tail()).isZero();
    assertThat(files).doesNotExist();
    assertThat(NETWORK).doesNotExist();
    assertThat(Shell.read(Path.of("/proc/mounts"))).doesNotContain(files.toString());
    assertThat(Shell.run(List.of("losetup", "--list", "--noheadings", "-O", "BACK-FILE")))
        .doesNotContain(files.toString());
    assertThat(running()).isEmpty();
  }

  @Test
  void shouldMakeTheImagesOfTheQuickstartWhenTheyAreApplied() throws Exception {
    // When
    quickstart();

    // Then
    List<String> formats = new ArrayList<>();
    for (String line : kubectl("get", "vmdi", "-o", "jsonpath=" + MADE).strip().split("\n")) {
      String[] made = line.split(" ");
      String path = made[0];
      String format = made[1];
      String policy = made[2];
      formats.add(format + " " + policy);
      assertThat(onNode("qemu-img", "info", "-f", format, "--output=json", path))
          .contains("\"virtual-size\": " + SIZE);
      long bytes = 512 * Long.parseLong(onNode("stat", "-c", "%b", path).strip());
      assertThat(bytes >= SIZE)
          .as("%s has %d bytes of %d", line, bytes, SIZE)
          .isEqualTo(policy.equals("Preallocated"));
    }
    assertThat(formats).hasSize(5).contains("raw Preallocated", "raw Thin");
  }

  @Test
  void shouldKeepWhatAMachineWritesWhenItBootsFromTheClaimAgain() throws Exception {
    // Given
    quickstart();
    checked("guest");

    // When
    String first = boot();
    String second = boot();

    // Then
    assertThat(first).contains("guest: start 1 from a disk of " + SIZE + " bytes");
    assertThat(second).contains("guest: start 2 from a disk of " + SIZE + " bytes");
  }

  @Test
  void shouldKeepWhatAMachineWritesToARawViewWhoseDaemonWasKilled() throws Exception {
    // Given
    checked("guest");
    kubectl("apply", "-f", Project.path("deploy/examples/exported.yaml").toString());
    published("exported", "Exported");
    String[] made = kubectl("get", "vmdi", "exported", "-o", "jsonpath=" + EXPORTED).split(" ");
    assertThat(made[0]).endsWith("disk.qcow2");
    assertThat(made[1]).isEqualTo("Export");

    // When a machine has written, another runs, and the daemon is killed
    assertThat(boot("exported")).contains("guest: start 1 from a disk of " + SIZE + " bytes");
    machine("exported", "-S");
    kubectl("wait", "--for=condition=Ready", "pod/guest-exported", "--timeout=60s");
    daemon(made[2]).destroyForcibly();

    // Then its pod is named, which has to be started anew
    published("exported", "RestartNeeded");
    assertThat(kubectl("get", "vmdi", "exported", "-o", "yaml")).contains("guest-exported");
    kubectl("delete", "pod", "guest-exported", "--grace-period=1");
    assertThat(boot("exported")).contains("guest: start 2 from a disk of " + SIZE + " bytes");

    // When it is deleted
    kubectl("delete", "vmdi", "exported", "--timeout=90s");

    // Then nothing is left
    assertThat(onNode("find", "/run/diskwright/exports", "-mindepth", "1")).isBlank();
    assertThat(onNode("cat", "/proc/self/mounts")).doesNotContain("/run/diskwright");
    String pool = made[0].substring(0, made[0].indexOf(made[2]));
    assertThat(onNode("find", pool)).doesNotContain(made[2]);
    assertThat(kubectl("get", "pods", "-n", "diskwright-system")).doesNotContain(made[2]);
  }

  private static void published(String image, String reason) throws Exception {
    kubectl(
        "wait",
        "--for=jsonpath={.status.conditions[?(@.type==\"Published\")].reason}=" + reason,
        "vmdi/" + image,
        "--timeout=120s");
  }

  private static ProcessHandle daemon(String uid) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("qemu-storage-daemon") && line.contains(uid))
                    .isPresent())
        .findFirst()
        .orElseThrow();
  }

  private static String boot() throws Exception {
    return boot("quickstart-fast");
  }

  private static String boot(String claim) throws Exception {
    machine(claim);
    return ended(claim);
  }

  /** Starts a machine on the image of that name, with more arguments for QEMU. */
  private static void machine(String claim, String... arguments) throws Exception {
    String pod =
        Shell.read(Project.path("e2e/lib/guest-pod.yaml")).replace("quickstart-fast", claim);
    for (String argument : arguments) {
      pod = pod.replace("    - -nodefaults\n", "    - -nodefaults\n    - " + argument + "\n");
    }
    Path file = Files.writeString(logs.resolve("guest-" + claim + ".yaml"), pod);
    kubectl("apply", "-f", file.toString());
  }

  private static String ended(String claim) throws Exception {
    String pod = "pod/guest-" + claim;
    kubectl("wait", "--for=jsonpath={.status.phase}=Succeeded", pod, "--timeout=170s");
    String said = kubectl("logs", pod);
    kubectl("delete", pod);
    return said;
  }

  private static void quickstart() throws Exception {
    kubectl("apply", "-f", Project.path("deploy/examples/quickstart.yaml").toString());
    kubectl("wait", "--for=condition=Ready", "vmdiskimage", "--all", "--timeout=90s");
  }

  @Test
  void shouldRunWithinItsLimitsWhenItIsInPods() throws Exception {
    // When
    String pods =
        kubectl(
            "get",
            "pods",
            "-n",
            "diskwright-system",
            "-o",
            "jsonpath={range .items[*]}{.status.phase}:{.status.containerStatuses[0].restartCount} {end}");

    // Then
    assertThat(pods.strip().split(" ")).hasSize(2).containsOnly("Running:0");
    assertThat(kubectl("logs", "-n", "diskwright-system", "ds/diskwright-agent"))
        .contains("Agent started")
        .doesNotContain(" ERROR ", "[error]");
  }

  private static List<String> running() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(files.toString()))
        .toList();
  }

  private static String kubectl(String... arguments) throws Exception {
    return checked(concat("kubectl", arguments));
  }

  private static String onNode(String... arguments) throws Exception {
    return checked(concat("on", concat("1", arguments)));
  }

  private static String checked(String... arguments) throws Exception {
    Script.Outcome outcome = cluster(MINUTES, arguments);
    assertThat(outcome.code()).as("%s%n%s", String.join(" ", arguments), outcome.tail()).isZero();
    return outcome.tail();
  }

  private static String[] concat(String first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  private static Script.Outcome cluster(long minutes, String... arguments) throws Exception {
    return Script.of("e2e/cluster", arguments)
        .with(Map.of("DISKWRIGHT_CLUSTER_DIR", files.toString()))
        .run(minutes, logs);
  }
}
