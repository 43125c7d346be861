package io.diskwright.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Empty disks to join: loop devices over sparse files, gone on {@link #close}. */
public final class LoopDisks implements AutoCloseable {
  private final Path home;
  private final List<String> devices = new ArrayList<>();
  private final List<String> attached = new ArrayList<>();

  private LoopDisks(Path home) {
    this.home = home;
  }

  /** That many of that size; the test is skipped without root or loop devices. */
  public static LoopDisks make(int count, long bytes) {
    Requires.loopDevices("losetup");
    try {
      LoopDisks made = new LoopDisks(Files.createTempDirectory("loopdisks"));
      for (int i = 0; i < count; i++) {
        Path image = made.home.resolve("disk" + i);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.setLength(bytes);
        }
        String device =
            Shell.run("losetup", "--find", "--show", "--partscan", image.toString()).strip();
        made.devices.add(device);
        made.attached.add(device);
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such as {@code /dev/loop3}, in order. */
  public List<String> devices() {
    return List.copyOf(devices);
  }

  /** Takes one away, as if it was pulled. */
  public void detach(String device) {
    Shell.run("losetup", "-d", device);
    attached.remove(device);
  }

  @Override
  public void close() {
    List.copyOf(attached).forEach(this::detach);
    try {
      for (int i = 0; i < devices.size(); i++) {
        Files.deleteIfExists(home.resolve("disk" + i));
      }
      Files.deleteIfExists(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
