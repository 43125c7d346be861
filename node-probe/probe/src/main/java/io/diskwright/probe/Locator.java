package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds out where directories are; writes nothing. Safe for use by several threads. */
public final class Locator {
  private final Libc libc;
  private final KernelFiles files;
  private final Roots roots;

  /** Looks with the kernel itself. */
  public Locator() {
    this(Libc.system(), Roots.REAL);
  }

  Locator(Libc libc, Roots roots) {
    this.libc = libc;
    this.files = new KernelFiles(libc);
    this.roots = roots;
  }

  /** Where {@code directory} is; empty when it cannot be opened. */
  public Optional<Whereabouts> locate(Path directory) {
    int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
    try (Fd fd = libc.openat(Fd.CWD, directory.toString(), flags, 0);
        Place place = new Place(libc, files, roots, fd, true)) {
      Stack stack = place.stack();
      List<String> devices =
          stack.layers().stream()
              .map(Layer::device)
              .filter(Objects::nonNull)
              .filter(device -> device.startsWith(roots.sys()))
              .map(device -> "/" + roots.sys().relativize(device))
              .distinct()
              .toList();
      return Optional.of(
          new Whereabouts(
              place.path(),
              place.baseMount().device(),
              libc.statx(place.base()).inode(),
              devices,
              stack.gap() == null,
              place.family().isRemote()));
    } catch (ErrnoException e) {
      return Optional.empty();
    }
  }
}
