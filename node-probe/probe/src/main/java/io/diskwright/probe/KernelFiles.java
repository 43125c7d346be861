package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads small files of /sys and /proc. What is not there or not ours to read is null. */
public final class KernelFiles {
  private static final int ATTRIBUTE = 4096; // sysfs gives no more than a page
  private static final int CHUNK = 1 << 14;
  private static final int LIMIT = 16 << 20;

  private final Libc libc;

  /** Reads through {@code libc}. */
  public KernelFiles(Libc libc) {
    this.libc = libc;
  }

  /** The first 4 KiB without white space at the ends; null when unreadable or empty. */
  @Nullable String text(Path file) {
    try (Fd fd = libc.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY, 0)) {
      String text = new String(libc.pread(fd, ATTRIBUTE, 0), StandardCharsets.UTF_8).strip();
      return text.isEmpty() ? null : text;
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** Up to 4 KiB as they are; null when unreadable. */
  byte @Nullable [] bytes(Path file) {
    try (Fd fd = libc.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY, 0)) {
      return libc.pread(fd, ATTRIBUTE, 0);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** All of a file that may be long, such as mountinfo; empty when unreadable. */
  public String all(Path file) {
    try (Fd fd = libc.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY, 0)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK);
      while (out.size() < LIMIT) {
        byte[] part = libc.pread(fd, CHUNK, out.size());
        out.writeBytes(part);
        if (part.length < CHUNK) {
          break;
        }
      }
      return out.toString(StandardCharsets.UTF_8);
    } catch (ErrnoException e) {
      return "";
    }
  }

  /** Where a symbolic link of sysfs leads, without a look at the other links on the way. */
  @Nullable Path link(Path link) {
    try {
      return link.resolveSibling(libc.readlinkat(Fd.CWD, link.toString())).normalize();
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** The names in a directory, sorted; none when it cannot be listed. */
  static List<String> names(Path directory) {
    String[] names = directory.toFile().list();
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }
}
