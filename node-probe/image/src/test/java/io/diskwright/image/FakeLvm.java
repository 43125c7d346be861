package io.diskwright.image;

import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * lvm as far as our commands go, for hosts without device-mapper: it keeps a group in memory, and
 * every volume has a real block device, a loop device of its size. What it prints is spelled as lvm
 * 2.03.16 printed it. The truth about lvm itself is looked at in the device lab.
 */
final class FakeLvm implements CommandRunner, AutoCloseable {
  static final long EXTENT = 4L << 20;
  static final String UUID = "F3E0sL-C1qX-A8NQ-EuzF-fwne-wQap-vRHIhU";
  static final String POOL_UUID = "pppppp-pppp-pppp-pppp-pppp-pppp-pppppp";

  /** What a killed process is here: nothing of ours runs after it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A volume. */
  static final class Volume {
    String type = "";
    String pool = "";
    List<String> tags = new ArrayList<>();
    long extents;
    boolean open;
    boolean active = true;
    double data;
    String health = "";
    String loop = "";
    Path disk = Path.of("");
  }

  final Map<String, Volume> volumes = new TreeMap<>();
  final List<List<String>> commands = new ArrayList<>();
  final Path home;
  String uuid = UUID;
  String lock = "";
  String missing = "";
  long[] free = {100, 100};

  /** Which change of the metadata, from 1 on, is the last; 0 none. */
  int killedAt;

  boolean killedAfter;
  String refused = "";
  private int changes;

  FakeLvm(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(devices().resolve("vg0"));
  }

  Path devices() {
    return home.resolve("dev");
  }

  /** The volume of that name, which must be there. */
  Volume volume(String name) {
    return Objects.requireNonNull(volumes.get(name), name);
  }

  /** A group that has a thin pool besides. */
  FakeLvm withPool() {
    Volume pool = new Volume();
    pool.type = "thin-pool";
    pool.extents = 50;
    pool.data = 12.5;
    volumes.put("pool0", pool);
    return this;
  }

  LogicalVolumes volumes(io.diskwright.libc.Libc libc) {
    return new LogicalVolumes(
        libc, new Lvm(this, List.of(Path.of("/bin/sh"))), devices(), home.resolve("locks"));
  }

  /** The commands that change something, by name and last argument. */
  List<String> changes() {
    return commands.stream()
        .filter(command -> !command.get(1).equals("fullreport"))
        .map(command -> command.get(1))
        .toList();
  }

  @Override
  public Result run(List<String> command, Duration timeout, BooleanSupplier goOn) {
    commands.add(List.copyOf(command));
    List<String> arguments = command.subList(4, command.size()); // lvm NAME --config CONFIG
    String name = command.get(1);
    if (name.equals("fullreport")) {
      return arguments.getLast().equals("vg0")
          ? new Result(End.Exited, 0, report(), "")
          : failed("  Volume group \"" + arguments.getLast() + "\" not found");
    }
    changes++;
    if (changes == killedAt && !killedAfter) {
      throw new Killed();
    }
    if (name.equals(refused)) {
      return failed("  WARNING: a warning.\n  Volume group \"vg0\" has insufficient free space");
    }
    Result result = change(name, arguments);
    if (changes == killedAt) {
      throw new Killed();
    }
    return result;
  }

  private Result change(String name, List<String> arguments) {
    String last = arguments.getLast();
    String volume = last.substring(last.indexOf('/') + 1);
    return switch (name) {
      case "lvcreate" -> create(arguments);
      case "lvrename" -> {
        Volume moved = Objects.requireNonNull(volumes.remove(arguments.get(arguments.size() - 2)));
        volumes.put(last, moved);
        link(arguments.get(arguments.size() - 2), last, moved);
        yield done();
      }
      case "lvchange" -> {
        option(arguments, "--deltag").ifPresent(volume(volume).tags::remove);
        option(arguments, "--activate").ifPresent(yes -> volume(volume).active = true);
        yield done();
      }
      case "lvextend" -> {
        Volume grown = volume(volume);
        size(grown, arguments);
        yield done();
      }
      case "lvremove" -> {
        Volume gone = volumes.remove(volume);
        if (gone == null) {
          yield failed("  Failed to find logical volume \"" + last + "\"");
        }
        Shell.run("losetup", "-d", gone.loop);
        delete(volume);
        yield done();
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Result create(List<String> arguments) {
    Volume made = new Volume();
    made.type = option(arguments, "--type").orElseThrow();
    made.pool = option(arguments, "--thinpool").orElse("");
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--addtag")) {
        made.tags.add(arguments.get(i + 1));
      }
    }
    String name = option(arguments, "--name").orElseThrow();
    made.loop = "";
    file(made, name, arguments);
    volumes.put(name, made);
    link(name, name, made);
    return done();
  }

  private void file(Volume made, String name, List<String> arguments) {
    made.disk = home.resolve(name + ".img");
    made.extents = extents(arguments);
    grow(made.disk, made.extents);
    made.loop = Shell.run("losetup", "-f", "--show", made.disk.toString()).strip();
  }

  private void size(Volume volume, List<String> arguments) {
    volume.extents = extents(arguments);
    grow(volume.disk, volume.extents);
    Shell.run("losetup", "-c", volume.loop);
  }

  private static void grow(Path image, long extents) {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(extents * EXTENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long extents(List<String> arguments) {
    return option(arguments, "--extents")
        .map(Long::parseLong)
        .orElseGet(
            () -> {
              String bytes =
                  option(arguments, "--virtualsize")
                      .or(() -> option(arguments, "--size"))
                      .orElseThrow();
              return Long.parseLong(bytes.replace("b", "")) / EXTENT;
            });
  }

  private void link(String before, String now, Volume volume) {
    delete(before);
    try {
      Files.createSymbolicLink(devices().resolve("vg0").resolve(now), Path.of(volume.loop));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String name) {
    try {
      Files.deleteIfExists(devices().resolve("vg0").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> option(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(arguments.get(at + 1));
  }

  private String report() {
    StringBuilder lvs = new StringBuilder();
    StringBuilder segs = new StringBuilder();
    volumes.forEach(
        (name, one) -> {
          String number = one.loop.isEmpty() || !one.active ? "-1:-1" : number(one.loop);
          String[] numbers = number.split(":", -1);
          lvs.append(lvs.isEmpty() ? "" : ",")
              .append(
                  """
                  {"lv_name":"%s", "lv_uuid":"%s", "lv_size":"%d", "lv_tags":"%s", "pool_lv":"%s", "data_percent":"%s", "metadata_percent":"", "lv_active":"%s", "lv_device_open":"%s", "lv_kernel_major":"%s", "lv_kernel_minor":"%s", "copy_percent":"", "lv_health_status":"%s"}
                  """
                      .formatted(
                          name,
                          name.equals("pool0") ? POOL_UUID : name,
                          one.extents * EXTENT,
                          String.join(",", one.tags),
                          one.pool,
                          one.type.startsWith("thin") ? one.data : "",
                          one.active ? "active" : "",
                          one.open ? "open" : "",
                          numbers[0],
                          numbers[1],
                          one.health));
          segs.append(segs.isEmpty() ? "" : ",")
              .append("{\"lv_name\":\"%s\", \"segtype\":\"%s\"}".formatted(name, one.type));
        });
    return """
    {"report": [{"vg": [{"vg_name":"vg0", "vg_uuid":"%s", "vg_extent_size":"%d", "vg_lock_type":"%s", "vg_clustered":"", "vg_exported":""}],
     "pv": [{"pv_name":"/dev/sda", "pv_free":"%d", "pv_missing":"", "pv_allocatable":"allocatable"},
            {"pv_name":"/dev/sdb", "pv_free":"%d", "pv_missing":"%s", "pv_allocatable":"allocatable"}],
     "lv": [%s], "pvseg": [{"pvseg_start":"0"}], "seg": [%s]}]}
    """
        .formatted(uuid, EXTENT, lock, free[0] * EXTENT, free[1] * EXTENT, missing, lvs, segs);
  }

  /** Major and minor; makedev(3). */
  private static String number(String device) {
    try {
      int number = ((Number) Files.getAttribute(Path.of(device), "unix:rdev")).intValue();
      return ((number >>> 8) & 0xfff) + ":" + ((number & 0xff) | ((number >>> 12) & 0xfff00));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result done() {
    return new Result(End.Exited, 0, "", "");
  }

  private static Result failed(String errors) {
    return new Result(End.Exited, 5, "", errors + "\n");
  }

  @Override
  public void close() {
    volumes.forEach(
        (name, one) -> {
          delete(name);
          if (!one.loop.isEmpty()) {
            Shell.run("losetup", "-d", one.loop);
          }
        });
  }
}
