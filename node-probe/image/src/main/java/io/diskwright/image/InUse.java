package io.diskwright.image;

import io.diskwright.libc.Fd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Whether somebody works with an image: a running VM, another qemu-img, a loop device. Growing,
 * repairing or deleting it beneath them would damage what they write.
 */
final class InUse {
  /**
   * QEMU marks the permissions it uses, and those it shares with others, by locks on single bytes
   * from here on; RAW_LOCK_PERM_BASE and RAW_LOCK_SHARED_BASE in block/file-posix.c.
   */
  private static final long QEMU_LOCKS = 100;

  private static final long QEMU_LOCKS_LENGTH = 200;

  private InUse() {}

  /** Throws when somebody else has the open image. */
  static void refuse(Fd file, ImageOrder order) throws ImageException {
    refuse(file, order.file());
  }

  /** The same of the file that people know as {@code shown}. */
  static void refuse(Fd file, Path shown) throws ImageException {
    Path link = Path.of("/proc/self/fd/" + file.number());
    Optional<String> user = lockedBy(link).or(() -> openedBy(link)).or(() -> loopOf(link));
    if (user.isPresent()) {
      throw new ImageException(
          ImageException.Kind.InTheWay,
          shown
              + " is in use: "
              + user.get()
              + ". Stop what uses it (a VM, a loop device) and try again. Nothing was changed.");
    }
  }

  /** A lock of ours, tried over all of QEMU's bytes, meets any that another process holds. */
  private static Optional<String> lockedBy(Path link) {
    try (FileChannel channel = FileChannel.open(link, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(QEMU_LOCKS, QEMU_LOCKS_LENGTH, false)) {
      return lock == null ? Optional.of("QEMU has it locked") : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.of("this process works on it");
    } catch (IOException e) {
      return Optional.empty(); // a file system without locks: then nobody can hold one
    }
  }

  /** A process that has it open; those of other users are seen by root only. */
  private static Optional<String> openedBy(Path link) {
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      Object wanted = Files.readAttributes(link, "unix:dev,ino");
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          String pid = String.valueOf(process.getFileName());
          if (!pid.equals(self) && hasOpen(process.resolve("fd"), wanted)) {
            return Optional.of("process " + pid + " has it open");
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean hasOpen(Path descriptors, Object wanted) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path one : open) {
        if (isSame(one, wanted)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return false; // it ended, or it is not ours to look at
    }
    return false;
  }

  private static boolean isSame(Path descriptor, Object wanted) {
    try {
      return Files.readAttributes(descriptor, "unix:dev,ino").equals(wanted);
    } catch (IOException e) {
      return false;
    }
  }

  /** The kernel itself has the file behind a loop device open, and shows in no process. */
  private static Optional<String> loopOf(Path link) {
    try {
      Path file = link.toRealPath();
      try (DirectoryStream<Path> loops = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
        for (Path loop : loops) {
          Path backing = loop.resolve("loop/backing_file");
          if (Files.isReadable(backing)
              && Files.readString(backing).strip().equals(file.toString())) {
            return Optional.of("/dev/" + loop.getFileName() + " is on it");
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
