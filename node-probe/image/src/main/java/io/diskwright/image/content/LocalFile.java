package io.diskwright.image.content;

import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * A file that an image is made from, held open: what it is named is of no importance any more.
 * Neither it nor any directory on the way to it may be a symbolic link.
 */
final class LocalFile implements Supply {
  private static final int DIRECTORY =
      Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

  /** A FIFO that somebody put there meanwhile does not block us. */
  private static final int FILE =
      Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;

  private static final long PLAIN = Fcntl.RESOLVE_NO_SYMLINKS | Fcntl.RESOLVE_NO_MAGICLINKS;

  private final Libc libc;
  private final String path;
  private final Fd fd;
  private final long size;
  private final FileTime modified;
  private final FdInput bytes;

  private LocalFile(Libc libc, String path, Fd fd) throws ImageException {
    this.libc = libc;
    this.path = path;
    this.fd = fd;
    this.size = libc.statx(fd).size();
    this.modified = modified();
    this.bytes = new FdInput(libc, fd, size);
  }

  /**
   * Opens it.
   *
   * @throws ImageException why it cannot be had: it is not allowed, not there, no file, or empty
   */
  static LocalFile open(Libc libc, String path, Permission permission) throws ImageException {
    Path asked = Path.of(path);
    Path directory =
        permission.directoryOf(asked).orElseThrow(() -> refused(path, notAllowed(permission)));
    boolean anywhere = permission.directories() == null;
    long inside = PLAIN | Fcntl.RESOLVE_BENEATH | (anywhere ? 0 : Fcntl.RESOLVE_NO_XDEV);
    String relative = directory.relativize(asked).toString();
    try (Fd allowed = libc.openat2(Fd.CWD, directory.toString(), DIRECTORY, 0, PLAIN)) {
      // Looked at before it is opened, because opening alone does something to some devices.
      requireFile(libc, allowed, relative, path, inside);
      Fd fd = libc.openat2(allowed, relative, FILE, 0, inside);
      try {
        requireFile(path, libc.statx(fd));
        return new LocalFile(libc, path, fd);
      } catch (ErrnoException | ImageException e) {
        fd.close();
        throw e;
      }
    } catch (ErrnoException e) {
      throw unopened(path, e);
    }
  }

  Fd fd() {
    return fd;
  }

  /** Its first bytes, {@code length} at most. */
  byte[] head(int length) throws ImageException {
    try {
      return libc.pread(fd, length, 0);
    } catch (ErrnoException e) {
      throw unread(e);
    }
  }

  @Override
  public InputStream bytes() {
    return bytes;
  }

  @Override
  public long length() {
    return size;
  }

  @Override
  public String phase() {
    return "unpacking";
  }

  @Override
  public String name() {
    return name(path);
  }

  /** Throws when somebody wrote to it since it was opened. */
  @Override
  public void finish() throws ImageException {
    try {
      if (libc.statx(fd).size() == size && modified().equals(modified)) {
        return;
      }
    } catch (ErrnoException e) {
      throw unread(e);
    }
    throw refused(path, "was written to while it was read; stop who writes to it and try again");
  }

  @Override
  public void close() {
    fd.close();
  }

  private FileTime modified() throws ImageException {
    try {
      return Files.getLastModifiedTime(Path.of("/proc/self/fd/" + fd.number()));
    } catch (IOException e) {
      throw new ImageException(
          Kind.Failed, name(path) + " cannot be looked at: " + e.getMessage() + ".", e);
    }
  }

  private static void requireFile(Libc libc, Fd allowed, String relative, String path, long inside)
      throws ImageException {
    int slash = relative.lastIndexOf('/');
    if (slash < 0) {
      requireFile(path, libc.statx(allowed, relative));
      return;
    }
    try (Fd parent = libc.openat2(allowed, relative.substring(0, slash), DIRECTORY, 0, inside)) {
      requireFile(path, libc.statx(parent, relative.substring(slash + 1)));
    }
  }

  private static void requireFile(String path, Statx stat) throws ImageException {
    if (stat.isSymbolicLink()) {
      throw refused(path, "is a symbolic link; give the file by its real path (realpath)");
    }
    if (!stat.isRegularFile()) {
      throw refused(path, "is no regular file; give a file that holds an image");
    }
    if (stat.size() == 0) {
      throw refused(path, "is empty; give a file that holds an image, or source: {blank: {}}");
    }
  }

  private static String notAllowed(Permission permission) {
    return permission.directories() == null || permission.directories().isEmpty()
        ? "may not be read: %s names no directory in spec.sources.directories; whoever runs it can"
                .formatted(permission.where())
            + " add one"
        : "lies in none of the directories that %s names in spec.sources.directories: %s; move it"
                .formatted(permission.where(), list(permission))
            + " there, or have its directory added";
  }

  private static String list(Permission permission) {
    return String.join(
        ", ",
        permission.directories() == null
            ? java.util.List.of()
            : permission.directories().stream().map(Path::toString).toList());
  }

  private static ImageException unopened(String path, ErrnoException e) {
    return switch (e.errno()) {
      case Errno.ENOENT -> refused(path, "is not there; look at spec.source.file.path");
      case Errno.ELOOP ->
          refused(
              path,
              "is, or lies behind, a symbolic link, which somebody could point elsewhere; give it by"
                  + " its real path (realpath)");
      case Errno.EXDEV ->
          refused(
              path,
              "lies behind a mount below the directory it may be taken from; have the mount itself"
                  + " named in spec.sources.directories");
      case Errno.ENOTDIR ->
          refused(path, "lies below something that is no directory, or is a symbolic link");
      case Errno.EACCES, Errno.EPERM ->
          refused(
              path, "may not be read by user " + Libc.system().geteuid() + "; chmod or copy it");
      default ->
          new ImageException(
              Kind.Failed, name(path) + " cannot be opened: " + e.getMessage() + ".", e);
    };
  }

  private ImageException unread(ErrnoException e) {
    String why = Errno.describe(e.errno());
    return new ImageException(
        Kind.Failed, name() + " cannot be read: " + why + "; look at the storage it is on.", e);
  }

  static ImageException refused(String path, String why) {
    return new ImageException(Kind.Failed, name(path) + " " + why + ".");
  }

  private static String name(String path) {
    return "The source " + path;
  }
}
