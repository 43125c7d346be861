package io.diskwright.cli.cluster;

import io.diskwright.cli.command.Workshop;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal.Style;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kubectl diskwright doctor}. */
@Command(
    name = "doctor",
    header = "Looks at an installation, and collects what a report of a fault needs.",
    description = {
      "One line for each thing it looks at. With --collect or --file it writes a zip file that only"
          + " you can read: all objects of Diskwright, its pods, their logs, and events. Secrets are"
          + " not asked for, and what follows the question mark of an address is left out. Look at it"
          + " before you pass it on.",
      "Exits with 1 when something is not as it should be."
    },
    footer = {
      "",
      "Examples:",
      "  kubectl diskwright doctor",
      "  kubectl diskwright doctor --collect",
      "  kubectl diskwright doctor --file report.zip --system my-namespace"
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String OURS = "app.kubernetes.io/part-of=diskwright";
  private static final List<String> KINDS =
      List.of(
          "vmdiskimages.diskwright.io",
          "vmdiskclasses.diskwright.io",
          "storagepools.diskwright.io",
          "storagedevices.diskwright.io",
          "diskallocations.diskwright.io");

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--system",
      paramLabel = "NAMESPACE",
      defaultValue = "diskwright-system",
      description = "Where Diskwright is installed. Default: ${DEFAULT-VALUE}.")
  private String system = "diskwright-system";

  @Option(names = "--collect", description = "Write diskwright-doctor-TIME.zip here.")
  private boolean collect;

  @Option(names = "--file", paramLabel = "FILE", description = "Write this zip file.")
  private @Nullable Path file;

  private final Workshop workshop;

  /** Prints to the terminal of {@code workshop}. */
  public DoctorCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    Kubectl kubectl = cluster.kubectl(workshop);
    List<Finding> findings = new Diagnosis(kubectl, system).all();
    Table table = new Table("", "", "");
    for (Finding one : findings) {
      String mark =
          one.good()
              ? workshop.terminal().styled(Style.Good, "ok")
              : workshop.terminal().styled(Style.Bad, "WRONG");
      table.row(mark, one.what(), one.found());
    }
    workshop.terminal().out().print(table.text(0));
    workshop.terminal().out().flush();
    Path to =
        file == null && collect
            ? Path.of("diskwright-doctor-" + LocalDateTime.now().format(STAMP) + ".zip")
            : file;
    if (to != null) {
      collect(kubectl, findings, to);
      workshop.notice("wrote " + to + "; look at it before you pass it on");
    }
    return findings.stream().allMatch(Finding::good) ? 0 : Failure.FAILED;
  }

  private void collect(Kubectl kubectl, List<Finding> findings, Path to) throws Failure {
    try (Bundle bundle = Bundle.create(to)) {
      StringBuilder report = new StringBuilder();
      findings.forEach(
          one ->
              report
                  .append(one.good() ? "ok     " : "WRONG  ")
                  .append(one.what())
                  .append(": ")
                  .append(one.found())
                  .append('\n'));
      bundle.add("findings.txt", report.toString());
      for (String kind : KINDS) {
        workshop.notice("collecting " + kind);
        add(bundle, kubectl, kind + ".yaml", "get", kind, "--all-namespaces", "-o", "yaml");
      }
      String where = "--namespace=" + system;
      add(bundle, kubectl, "version.txt", "version", "-o", "yaml");
      add(bundle, kubectl, "nodes.txt", "get", "nodes", "-o", "wide", "--show-labels");
      add(bundle, kubectl, "pods.yaml", "get", "pods", where, "--selector=" + OURS, "-o", "yaml");
      add(bundle, kubectl, "events.txt", "get", "events", where, "-o", "wide");
      add(
          bundle,
          kubectl,
          "workloads.yaml",
          "get",
          "deployments,daemonsets",
          where,
          "--selector=" + OURS,
          "-o",
          "yaml");
      String pods = answer(kubectl, "get", "pods", where, "--selector=" + OURS, "-o", "name");
      for (String pod : pods.lines().filter(line -> line.startsWith("pod/")).toList()) {
        workshop.notice("collecting the log of " + pod);
        String log = "logs/" + pod.substring("pod/".length());
        add(bundle, kubectl, log + ".log", "logs", pod, where, "--all-containers", "--tail=5000");
        add(bundle, kubectl, log + ".previous.log", "logs", pod, where, "--previous");
      }
    }
  }

  /** What cannot be had is said in its place: the rest is worth having. */
  private static void add(Bundle bundle, Kubectl kubectl, String name, String... command)
      throws Failure {
    bundle.add(name, answer(kubectl, command));
  }

  private static String answer(Kubectl kubectl, String... command) {
    try {
      return kubectl.run(List.of(command));
    } catch (Failure e) {
      return "not to be had: " + e.getMessage() + "\n";
    }
  }
}
