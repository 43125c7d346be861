package io.diskwright.cli;

import io.diskwright.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two disks under one btrfs, which keeps every block on both. */
record Mirror(Path home, Path directory, List<String> loops) implements AutoCloseable {
  static Mirror make() throws IOException {
    Path home = Files.createTempDirectory("mirror");
    List<String> loops = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      Path disk = home.resolve(name);
      Shell.run("truncate", "-s", "1G", disk.toString());
      loops.add(Shell.run("losetup", "--find", "--show", disk.toString()).strip());
    }
    Shell.run("mkfs.btrfs", "-q", "-d", "raid1", "-m", "raid1", loops.getFirst(), loops.getLast());
    Path directory = Files.createDirectory(home.resolve("mnt"));
    Shell.run("mount", loops.getFirst(), directory.toString());
    return new Mirror(home, directory, loops);
  }

  @Override
  public void close() throws IOException {
    Shell.run("umount", directory.toString());
    loops.forEach(loop -> Shell.run("losetup", "--detach", loop));
    for (String name : List.of("mnt", "a", "b", "")) {
      Files.delete(home.resolve(name));
    }
  }
}
