package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.e2e.server.Helm;
import io.diskwright.e2e.server.ManagedProcess;
import io.diskwright.testing.LoopFilesystem;
import io.diskwright.testing.Requires;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release of the chart on a real API server, from its first day to its last, with operator and
 * agent at work under the rights that it gives them, and an image that must not notice any of it.
 */
final class ChartLifeIT {
  private static final String CHART = ChartTemplates.CHART.toString();
  private static final String IMAGE = "keepsake";
  private static final String WANTED =
      "pool.create=true,classes.create=true,networkPolicies.enabled=true";

  @Test
  void shouldLeaveCrdsAndImagesAloneWhateverBecomesOfTheRelease(@TempDir Path directory)
      throws Exception {
    Requires.command("qemu-img");
    Helm helm = Helm.locate(directory);
    try (var filesystem = LoopFilesystem.of("ext4").bytes(2L << 30).make();
        var cluster = Cluster.bare(directory)) {
      // Given
      String pool = filesystem.directory().resolve("pool").toString();
      Life life = new Life(helm, cluster, pool);
      life.helm("install", earlier(directory), "--create-namespace");
      cluster.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
      cluster.addNode("node-a");
      life.giveTheOperatorOfTodayItsRights();
      List<ManagedProcess> processes =
          List.of(cluster.startOperator(), cluster.startAgent("node-a"));
      cluster.awaitDevices(1);
      cluster.apply(Images.image(IMAGE, "size: 64Mi, className: max-performance"));
      JsonNode image = life.awaitReady();
      Path file = Path.of(image.at("/status/allocation/path").asText());
      String fingerprint = new ImageFile(file).fingerprint();

      // When
      life.bringCrdsUpToDate();
      Map<String, String> before = life.versions();
      life.helm("upgrade", CHART);
      cluster.kubectl("delete", "clusterrole,clusterrolebinding", "of-today");

      // Then
      assertThat(life.versions()).isEqualTo(before);
      assertThat(life.difference()).isEmpty();

      // When
      helm.must("rollback", "diskwright", "1", life.namespace, life.kubeconfig);

      // Then
      assertThat(life.versions()).isEqualTo(before);
      assertThat(helm.must("history", "diskwright", life.namespace, life.kubeconfig))
          .contains("Rollback to 1");

      // When
      processes.forEach(ManagedProcess::close); // as the node ends pods whose owner is gone
      helm.must("uninstall", "diskwright", life.namespace, life.kubeconfig);

      // Then
      assertThat(life.versions()).isEqualTo(before);
      assertThat(new ImageFile(file).fingerprint()).isEqualTo(fingerprint);
      assertThat(life.left()).isEmpty();

      // When
      life.helm("install", CHART);
      cluster.startOperator();
      cluster.startAgent("node-a");
      cluster.kubectl(
          "patch", "vmdi", IMAGE, "--type=merge", "-p", "{\"spec\":{\"size\":\"80Mi\"}}");

      // Then
      cluster.await(
          "VmDiskImage",
          "default",
          IMAGE,
          one ->
              one.at("/status/allocation/virtualBytes").asLong() == 80L << 20
                  && Cluster.condition(one, "Ready").equals("True"));
    }
  }

  /** The chart as it was when it last was another, by its history; else itself, with old images. */
  private static String earlier(Path directory) throws Exception {
    String chart = Project.root().relativize(ChartTemplates.CHART).toString();
    String git = "git -c safe.directory=* -C " + Project.root() + " ";
    if (Files.exists(Project.path(".git"))) {
      for (String commit : shell(git + "log -n 30 --format=%H -- " + chart).lines().toList()) {
        if (!shell(git + "diff --stat " + commit + " -- " + chart).isBlank()) {
          shell(git + "archive " + commit + " " + chart + " | tar -x -C " + directory);
          return directory.resolve(chart).toString();
        }
      }
    }
    shell("cp -r " + ChartTemplates.CHART + " " + directory.resolve("earlier"));
    Path description = directory.resolve("earlier/Chart.yaml");
    Files.writeString(
        description,
        Files.readString(description).replaceAll("(?m)^(version|appVersion): .*", "$1: 0.0.9"));
    return directory.resolve("earlier").toString();
  }

  private static String shell(String command) {
    return Shell.run("bash", "-o", "pipefail", "-c", command);
  }

  private static final class Life {
    final String namespace = "--namespace=" + Cluster.NAMESPACE;
    final String kubeconfig;
    private final Helm helm;
    private final Cluster cluster;
    private final String values;

    Life(Helm helm, Cluster cluster, String pool) {
      this.helm = helm;
      this.cluster = cluster;
      this.kubeconfig = "--kubeconfig=" + cluster.adminKubeconfig();
      this.values =
          WANTED
              + ",agent.directories={%s},pool.spec.targets[0].directory.path=%s"
                  .formatted(pool, pool);
    }

    void helm(String command, String chart, String... more) {
      String[] arguments = {command, "diskwright", chart, namespace, kubeconfig, "--set", values};
      List<String> all = new ArrayList<>(List.of(arguments));
      all.addAll(List.of(more));
      helm.must(all);
    }

    /** Those that the earlier chart, which is not of today, may not give. */
    void giveTheOperatorOfTodayItsRights() {
      cluster.kubectl(
          "create",
          "clusterrole",
          "of-today",
          "--verb=get,list,watch,create,patch,delete",
          "--resource=persistentvolumes,persistentvolumeclaims");
      cluster.kubectl(
          "create",
          "clusterrolebinding",
          "of-today",
          "--clusterrole=of-today",
          "--serviceaccount=" + Cluster.NAMESPACE + ":" + Cluster.OPERATOR);
    }

    /** As the chart's README says to, before an upgrade. */
    void bringCrdsUpToDate() throws Exception {
      Path crds = cluster.directory().resolve("crds.yaml");
      Files.writeString(crds, helm.must("show", "crds", CHART));
      cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", crds.toString());
    }

    JsonNode awaitReady() {
      return cluster.await(
          "VmDiskImage", "default", IMAGE, one -> Cluster.condition(one, "Ready").equals("True"));
    }

    /** What must not change: uid and generation of CRDs, images, orders and classes. */
    Map<String, String> versions() {
      Map<String, String> versions = new TreeMap<>();
      String[] words =
          cluster
              .kubectl(
                  "get",
                  "crd,vmdi,vmalloc,vmclass",
                  "-A",
                  "-o",
                  "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.uid}"
                      + "/{.metadata.generation} {end}")
              .split(" ");
      for (String word : words) {
        versions.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      }
      assertThat(versions).hasSizeGreaterThanOrEqualTo(12);
      return versions;
    }

    /** What a GitOps tool would see to do: the rendered chart against what is there. */
    String difference() throws Exception {
      Path rendered = cluster.directory().resolve("rendered.yaml");
      Files.writeString(
          rendered,
          helm.must("template", "diskwright", CHART, namespace, "--include-crds", "--set", values));
      // Without a namespace: every object names its own, one that of the nodes' Leases.
      return cluster.kubectl(
          "diff", "--server-side", "--force-conflicts", "-f", rendered.toString());
    }

    /** What is left of the release in the cluster, beside what it is told to keep. */
    String left() {
      return cluster.kubectl(
          "get",
          "deployments,daemonsets,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,networkpolicies",
          "-A",
          "-o",
          "name",
          "-l",
          "app.kubernetes.io/part-of=diskwright");
    }
  }
}
