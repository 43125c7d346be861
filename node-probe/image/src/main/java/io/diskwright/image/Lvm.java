package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program lvm: no shell, an environment of its own, time limits. Its configuration and its
 * devices file are the host's; only what would change the answers we read is set here.
 */
final class Lvm {
  /**
   * lvm.conf(5): what an administrator may have set, and that would change what is said or done.
   */
  static final String CONFIG =
      "report { binary_values_as_numeric=0 list_item_separator=\",\" compact_output=0 }"
          + " log { prefix=\"\" command_names=0 report_command_log=0 }"
          + " activation { auto_set_activation_skip=0 }";

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/lvm"), Path.of("/sbin/lvm"), Path.of("/usr/bin/lvm"));
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "LC_ALL", "C",
          "PATH", "/usr/sbin:/usr/bin:/sbin:/bin",
          "LVM_SUPPRESS_FD_WARNINGS", "1");
  private static final int OUTPUT_LIMIT = 32 << 20;

  /** A change waits for LVM's lock, for udev, and for disks that are slow. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int SHOWN = 300;

  private final CommandRunner runner;
  private final List<Path> places;

  Lvm(CommandRunner runner, List<Path> places) {
    this.runner = runner;
    this.places = places;
  }

  static Lvm system() {
    return new Lvm(new ProcessRunner(ENVIRONMENT, OUTPUT_LIMIT), PLACES);
  }

  /** The group as it is now. */
  VolumeGroupState report(String group) throws ImageException {
    List<String> arguments = VolumeGroupState.arguments(group);
    CommandRunner.Result result = run("fullreport", arguments);
    if (result.errors().contains("Volume group \"" + group + "\" not found")) {
      throw new ImageException(
          Kind.WrongPlace,
          "There is no volume group "
              + group
              + " on this host; 'vgs' lists what there is, and a directory is written with a /.");
    }
    if (result.exitCode() != 0) {
      throw complaint(result, "looking at the volume group " + group, "See vgs; run as root.");
    }
    try {
      return VolumeGroupState.parse(result.output());
    } catch (IllegalArgumentException e) {
      throw new ImageException(
          Kind.Failed,
          "lvm's report on " + group + " is not understood: " + e.getMessage() + ".",
          e);
    }
  }

  /** Makes the volume of {@code order} under its unfinished name. */
  void create(VolumeOrder order, long extentBytes) throws ImageException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--yes",
                "--name",
                VolumeNames.unfinished(order.uid()),
                "--addtag",
                VolumeNames.tag(order.uid()),
                "--addtag",
                VolumeNames.MAKING,
                "--type",
                order.kind().segmentType()));
    String pool = order.place().thinPool();
    if (pool != null) {
      arguments.addAll(List.of("--thinpool", pool));
      arguments.addAll(List.of("--virtualsize", order.volumeBytes(extentBytes) + "b"));
    } else {
      if (order.kind() == VolumeKind.raid1) {
        arguments.addAll(List.of("--mirrors", "1"));
      }
      arguments.addAll(List.of("--wipesignatures", "y", "--zero", "y"));
      arguments.addAll(List.of("--extents", Long.toString(order.extents(extentBytes))));
    }
    arguments.addAll(List.of("--", order.place().group()));
    change("lvcreate", arguments, "making " + order.described(), order.place());
  }

  /** Gives a volume another name, in one change of the metadata. */
  void rename(VolumePlace place, String from, String to) throws ImageException {
    change("lvrename", List.of("--", place.group(), from, to), "renaming " + from, place);
  }

  void untag(VolumePlace place, String volume, String tag) throws ImageException {
    change(
        "lvchange",
        List.of("--deltag", tag, "--", full(place, volume)),
        "finishing " + volume,
        place);
  }

  void activate(VolumePlace place, String volume) throws ImageException {
    change(
        "lvchange",
        List.of("--activate", "y", "--", full(place, volume)),
        "activating " + volume,
        place);
  }

  /** Makes the volume of {@code order} as large as ordered; its type stays. */
  void extend(VolumeOrder order, long extentBytes) throws ImageException {
    List<String> size =
        order.kind() == VolumeKind.thin
            ? List.of("--size", order.volumeBytes(extentBytes) + "b")
            : List.of("--extents", Long.toString(order.extents(extentBytes)));
    List<String> arguments = new ArrayList<>(List.of("--yes"));
    arguments.addAll(size);
    arguments.addAll(List.of("--", full(order.place(), order.name())));
    change("lvextend", arguments, "growing " + order.described(), order.place());
  }

  void remove(VolumePlace place, String volume) throws ImageException {
    change("lvremove", List.of("--yes", "--", full(place, volume)), "removing " + volume, place);
  }

  private static String full(VolumePlace place, String volume) {
    return place.group() + "/" + volume;
  }

  private void change(String command, List<String> arguments, String doing, VolumePlace place)
      throws ImageException {
    CommandRunner.Result result = run(command, arguments);
    if (result.exitCode() != 0) {
      throw complaint(result, doing + " in " + place.text(), "Look with lvs and vgs.");
    }
  }

  private CommandRunner.Result run(String command, List<String> arguments) throws ImageException {
    List<String> all = new ArrayList<>(List.of(program(), command, "--config", CONFIG));
    all.addAll(arguments);
    try {
      CommandRunner.Result result = runner.run(all, LIMIT, () -> true);
      if (result.end() != CommandRunner.End.Exited) {
        throw new ImageException(
            Kind.Failed,
            "lvm "
                + command
                + " had not ended after "
                + LIMIT.toMinutes()
                + " minutes; see dmesg.");
      }
      return result;
    } catch (IOException e) {
      throw new ImageException(
          Kind.Failed, "lvm cannot be started: " + e.getMessage() + "; install lvm2.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(Kind.Cancelled, "Interrupted while lvm " + command + " ran.", e);
    }
  }

  private String program() throws ImageException {
    for (Path place : places) {
      if (Files.isExecutable(place)) {
        return place.toString();
      }
    }
    throw new ImageException(
        Kind.Failed, "The program lvm is not installed here; install lvm2, or use a directory.");
  }

  private static ImageException complaint(
      CommandRunner.Result result, String doing, String advice) {
    List<String> lines =
        result
            .errors()
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("WARNING:"))
            .toList();
    String said = lines.isEmpty() ? "exit code " + result.exitCode() : String.join("; ", lines);
    boolean full =
        said.contains("insufficient free space")
            || said.contains("insufficient suitable allocatable")
            || said.contains("Insufficient ");
    return new ImageException(
        full ? Kind.NoSpace : Kind.Failed,
        "While "
            + doing
            + ", lvm said: "
            + said.substring(0, Math.min(said.length(), SHOWN))
            + ". "
            + advice);
  }
}
