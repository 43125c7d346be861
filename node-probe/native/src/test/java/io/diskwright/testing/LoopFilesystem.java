package io.diskwright.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real file system on a loop device over a sparse file, gone with its file on {@link #close}.
 *
 * <p>{@code LoopFilesystem.of("xfs").mkfs("-m", "reflink=0").mount("noatime").make()}. Without
 * root, loop devices or the mkfs, the test is skipped with the reason.
 */
public final class LoopFilesystem implements AutoCloseable {
  private final Path home;
  private final Path image;
  private final Path directory;
  private final Thread atExit = new Thread(this::release);

  private LoopFilesystem(Path home) {
    this.home = home;
    this.image = home.resolve("disk");
    this.directory = home.resolve("mnt");
  }

  /** A file system of that type (ext4, xfs, btrfs), 512 MiB unless told. */
  public static Builder of(String type) {
    return new Builder(type);
  }

  /** Where it is mounted. */
  public Path directory() {
    return directory;
  }

  /** The sparse file below. */
  public Path image() {
    return image;
  }

  /** The loop device, such as {@code /dev/loop3}. */
  public String device() {
    return Shell.run("findmnt", "-n", "-o", "SOURCE", directory.toString()).strip();
  }

  /** Mounts it again with other options, such as {@code ro}. */
  public void remount(String options) {
    Shell.run("mount", "-o", "remount," + options, directory.toString());
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    release();
  }

  private void release() {
    try {
      unmount();
      Files.deleteIfExists(image);
      Files.deleteIfExists(directory);
      Files.deleteIfExists(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A child that was just killed may hold it for a moment longer. */
  private void unmount() {
    for (int attempt = 0; ; attempt++) {
      try {
        Shell.run("umount", directory.toString());
        return;
      } catch (IllegalStateException e) {
        if (attempt == 20) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it is to be. */
  public static final class Builder {
    private final String type;
    private final List<String> mkfs = new ArrayList<>();
    private String options = "";
    private long bytes = 512L << 20;
    private Path parent = Path.of(System.getProperty("java.io.tmpdir"));

    private Builder(String type) {
      this.type = type;
    }

    /** Size; xfs wants 300 MiB, btrfs 110 MiB. */
    public Builder bytes(long size) {
      bytes = size;
      return this;
    }

    /** More arguments for mkfs. */
    public Builder mkfs(String... arguments) {
      mkfs.addAll(List.of(arguments));
      return this;
    }

    /** Where the sparse file lies, such as in memory: there a flush costs nothing. */
    public Builder in(Path directory) {
      parent = directory;
      return this;
    }

    /** Mount options, by commas. */
    public Builder mount(String mountOptions) {
      options = "," + mountOptions;
      return this;
    }

    /** Makes and mounts it. */
    public LoopFilesystem make() {
      Requires.loopDevices("mkfs." + type);
      try {
        LoopFilesystem made = new LoopFilesystem(Files.createTempDirectory(parent, "loopfs"));
        Files.createDirectory(made.directory);
        Files.createFile(made.image);
        try (var file = new java.io.RandomAccessFile(made.image.toFile(), "rw")) {
          file.setLength(bytes);
        }
        List<String> command = new ArrayList<>(List.of("mkfs." + type, "-q"));
        command.addAll(mkfs);
        command.add(made.image.toString());
        Shell.run(command);
        Shell.run(
            "mount",
            "-t",
            type,
            "-o",
            "loop" + options,
            made.image.toString(),
            made.directory.toString());
        Runtime.getRuntime().addShutdownHook(made.atExit);
        return made;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
