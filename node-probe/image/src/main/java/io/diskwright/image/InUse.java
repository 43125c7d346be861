package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Magic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether somebody works with an image: a running VM, another qemu-img, a loop device. Growing,
 * repairing or deleting it beneath them would damage what they write.
 *
 * <p>The kernel is asked first, by a lease: it knows of processes that this one cannot see, as
 * those of other pods. Where it has a doubt, or no leases, we look who it could be.
 */
final class InUse {
  /**
   * QEMU marks the permissions it uses, and those it shares with others, by locks on single bytes
   * from here on; RAW_LOCK_PERM_BASE and RAW_LOCK_SHARED_BASE in block/file-posix.c.
   */
  private static final long QEMU_LOCKS = 100;

  private static final long QEMU_LOCKS_LENGTH = 200;

  /** Of those, the permissions to write and to resize; include/block/block-common.h. */
  private static final long QEMU_WRITERS = QEMU_LOCKS + 1;

  private static final long QEMU_WRITERS_LENGTH = 3;

  /** O_ACCMODE; include/uapi/asm-generic/fcntl.h. */
  private static final int ACCESS_MODE = 3;

  /** Where only the files' users count; NFS refuses leases for reasons of its own. */
  private static final Set<Long> LEASING = Set.of(Magic.EXT, Magic.XFS, Magic.BTRFS, Magic.TMPFS);

  private InUse() {}

  /** Throws when somebody else has the open image. */
  static void refuse(Libc libc, Fd file, ImageOrder order) throws ImageException {
    refuse(libc, file, order.file());
  }

  /** The same of the file that people know as {@code shown}. */
  static void refuse(Libc libc, Fd file, Path shown) throws ImageException {
    int doubt = doubt(libc, file, Fcntl.F_WRLCK);
    if (doubt == 0) {
      return;
    }
    Path link = link(file);
    refuse(
        lockedBy(link, QEMU_LOCKS, QEMU_LOCKS_LENGTH)
            .or(() -> openedBy(link, false))
            .or(() -> loopOf(link))
            .or(() -> unseen(libc, file, doubt)),
        shown);
  }

  /** Throws when somebody else may write to the open image; others may read it. */
  static void refuseWriters(Libc libc, Fd file, ImageOrder order) throws ImageException {
    int doubt = doubt(libc, file, Fcntl.F_RDLCK);
    if (doubt == 0) {
      return;
    }
    Path link = link(file);
    refuse(
        lockedBy(link, QEMU_WRITERS, QEMU_WRITERS_LENGTH)
            .or(() -> openedBy(link, true))
            .or(() -> loopOf(link))
            .or(() -> unseen(libc, file, doubt)),
        order.file());
  }

  /**
   * Why the kernel does not say that nobody else has the file open; 0 when it says so. EAGAIN when
   * somebody has, this process included; others when it cannot say.
   */
  private static int doubt(Libc libc, Fd file, int lease) {
    try {
      libc.tryLease(file, lease);
      return 0;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  /** Whoever the kernel means, when it can only be somebody whom we cannot see. */
  private static Optional<String> unseen(Libc libc, Fd file, int doubt) {
    boolean sure =
        doubt == Errno.EAGAIN
            && LEASING.contains(libc.fstatfs(file).type())
            && timesOpenHere(link(file)) == 1;
    return sure
        ? Optional.of("a process that cannot be seen from here has it open")
        : Optional.empty();
  }

  private static long timesOpenHere(Path link) {
    try {
      Object wanted = Files.readAttributes(link, "unix:dev,ino");
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return open.filter(one -> isSame(one, wanted)).count();
      }
    } catch (IOException e) {
      return 0; // unknown
    }
  }

  private static Path link(Fd file) {
    return Path.of("/proc/self/fd/" + file.number());
  }

  private static void refuse(Optional<String> user, Path shown) throws ImageException {
    if (user.isPresent()) {
      throw new ImageException(
          ImageException.Kind.InTheWay,
          shown
              + " is in use: "
              + user.get()
              + ". Stop what uses it (a VM, a loop device) and try again. Nothing was changed.");
    }
  }

  /**
   * A lock of ours, tried over bytes of QEMU's, meets any that another process holds. One thread at
   * a time, or they would meet each other.
   */
  private static synchronized Optional<String> lockedBy(Path link, long from, long length) {
    try (FileChannel channel = FileChannel.open(link, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(from, length, false)) {
      return lock == null ? Optional.of("QEMU has it locked") : Optional.empty();
    } catch (OverlappingFileLockException e) {
      return Optional.of("this process works on it");
    } catch (IOException e) {
      return Optional.empty(); // a file system without locks: then nobody can hold one
    }
  }

  /** A process that has it open, to write if so asked; those of other users only root sees. */
  private static Optional<String> openedBy(Path link, boolean toWrite) {
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      Object wanted = Files.readAttributes(link, "unix:dev,ino");
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          String pid = String.valueOf(process.getFileName());
          if (!pid.equals(self) && hasOpen(process, wanted, toWrite)) {
            return Optional.of("process " + pid + " has it open" + (toWrite ? " to write" : ""));
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean hasOpen(Path process, Object wanted, boolean toWrite) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path one : open) {
        Path info = process.resolve("fdinfo").resolve(String.valueOf(one.getFileName()));
        if (isSame(one, wanted) && (!toWrite || isToWrite(info))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return false; // it ended, or it is not ours to look at
    }
    return false;
  }

  /** Whether a descriptor was not opened with O_RDONLY; proc(5), /proc/[pid]/fdinfo. */
  private static boolean isToWrite(Path info) {
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("flags:"))
          .mapToInt(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
          .anyMatch(flags -> (flags & ACCESS_MODE) != 0);
    } catch (IOException | UncheckedIOException e) {
      return false; // it was closed meanwhile
    }
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
