package io.diskwright.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real volume group on loop devices, gone on {@link #close}. The group needs no device-mapper;
 * its volumes are only written down in the metadata and never activated, so this works where the
 * kernel has none.
 */
public final class LoopVolumeGroup implements AutoCloseable {
  private static final long BYTES = 64L << 20;

  private final String name;
  private final Path home;
  private final List<String> devices = new ArrayList<>();
  private final Thread atExit = new Thread(this::release);

  private LoopVolumeGroup(String name, Path home) {
    this.name = name;
    this.home = home;
  }

  /** A group with that many physical volumes of 64 MiB; without root or lvm the test is skipped. */
  public static LoopVolumeGroup of(int volumes) {
    Requires.loopDevices("lvm", "losetup");
    try {
      Path home = Files.createTempDirectory("loopvg");
      LoopVolumeGroup made = new LoopVolumeGroup("dwt" + home.hashCode(), home);
      Runtime.getRuntime().addShutdownHook(made.atExit);
      for (int i = 0; i < volumes; i++) {
        Path image = home.resolve("pv" + i);
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
          file.setLength(BYTES);
        }
        made.devices.add(Shell.run("losetup", "-f", "--show", image.toString()).strip());
      }
      List<String> create = new ArrayList<>(List.of("vgcreate", made.name));
      create.addAll(made.devices);
      made.lvm(create);
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its loop devices. */
  public List<String> devices() {
    return List.copyOf(devices);
  }

  /** Takes the disk behind one physical volume away. */
  public void detach(int volume) {
    Shell.run("losetup", "-d", devices.get(volume));
  }

  /** Brings it back, on the same loop device. */
  public void attach(int volume) {
    Shell.run("losetup", devices.get(volume), home.resolve("pv" + volume).toString());
  }

  /** Runs an lvm command on these devices alone, writing nothing below /etc/lvm. */
  public String lvm(List<String> command) {
    List<String> all = new ArrayList<>(List.of("lvm"));
    all.addAll(command);
    all.addAll(List.of("--devices", String.join(",", devices)));
    all.addAll(List.of("--config", "backup { backup = 0 archive = 0 }"));
    return Shell.run(all);
  }

  /**
   * Writes logical volumes into the metadata: {@code volumes} as vgcfgbackup(8) spells them, in
   * which pv0 and pv1 are the physical volumes.
   */
  public void write(String volumes) {
    Path file = home.resolve("metadata");
    try {
      lvm(List.of("vgcfgbackup", "-f", file.toString(), name));
      String text = Files.readString(file);
      int end = text.lastIndexOf('}');
      Files.writeString(file, text.substring(0, end) + "logical_volumes {\n" + volumes + "}\n}\n");
      lvm(List.of("vgcfgrestore", "--force", "-y", "-f", file.toString(), name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One volume for {@link #write}: its segment of {@code extents} of 4 MiB is {@code body}. */
  public static String volume(String name, char id, boolean visible, int extents, String body) {
    String c = String.valueOf(id);
    String uuid = String.join("-", c.repeat(6), c.repeat(4), c.repeat(4));
    return """
        %s {
          id = "%s-%s-%s-%s-%s"
          status = ["READ", "WRITE"%s]
          flags = []
          segment_count = 1
          segment1 {
            start_extent = 0
            extent_count = %d
            %s
          }
        }
        """
        .formatted(
            name,
            uuid,
            c.repeat(4),
            c.repeat(4),
            c.repeat(4),
            c.repeat(6),
            visible ? ", \"VISIBLE\"" : "",
            extents,
            body);
  }

  /** A body: on the physical volume {@code pv}, from the extent {@code start} on. */
  public static String linear(String pv, int start) {
    return "type = \"striped\"\nstripe_count = 1\nstripes = [\"%s\", %d]".formatted(pv, start);
  }

  /** A body: a thin pool whose data and metadata are in volumes called like it. */
  public static String thinPool(String pool) {
    return """
        type = "thin-pool"
        metadata = "%s_tmeta"
        pool = "%s_tdata"
        transaction_id = 0
        chunk_size = 128
        discards = "passdown"
        zero_new_blocks = 1
        """
        .formatted(pool, pool);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    release();
  }

  private void release() {
    try {
      for (int i = 0; i < devices.size(); i++) {
        try {
          detach(i);
        } catch (IllegalStateException e) {
          continue; // the test has taken it away
        }
      }
      try (var files = Files.list(home)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
