import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.probe.DeviceProbe;
import io.diskwright.probe.Locator;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.ProbeRequest;
import io.diskwright.probe.change.Change;
import io.diskwright.probe.change.ChangeWatcher;
import io.diskwright.probe.change.Watched;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Watches directories as the agent does, and probes those that a change may concern. Each probe is a
 * line of a file: seconds since boot, the directory, and its conditions.
 */
final class ChangeLog {
  /** The agent's. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Path log;
  private final List<Path> directories;
  private final DeviceProbe probe = new DeviceProbe();
  private final Locator locator = new Locator();
  private final ChangeWatcher watcher = new ChangeWatcher(QUIET, this::hear, this::write);

  ChangeLog(Path log, List<Path> directories) {
    this.log = log;
    this.directories = directories;
  }

  /** Probes all of them once, and then what changes. */
  void start() {
    watcher.start();
    directories.forEach(this::look);
    watch();
    write("watching");
  }

  private void watch() {
    watcher.watch(
        directories.stream()
            .map(d -> new Watched(d.toString(), d, locator.locate(d).orElse(null)))
            .toList());
  }

  private void hear(Change change) {
    directories.stream()
        .filter(d -> change.everything() || change.names().contains(d.toString()))
        .forEach(this::look);
    watch();
  }

  private void look(Path directory) {
    try {
      StorageDevice device =
          probe.probe(new ProbeRequest(directory, "lab", "", 10, List.of()));
      write(
          directory
              + " "
              + device.getStatus().conditions().stream()
                  .map(ChangeLog::shown)
                  .collect(Collectors.joining(" ")));
    } catch (ProbeException e) {
      write(directory + " " + e.getMessage());
    }
  }

  private static String shown(Condition condition) {
    return condition.getType() + "=" + condition.getStatus() + "," + condition.getReason();
  }

  private synchronized void write(String line) {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
      Files.writeString(
          log,
          uptime + " " + line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
