package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.PathText;
import java.io.ByteArrayOutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads small files of /sys and /proc. What is not there or not ours to read is null. Safe for use
 * by several threads.
 */
public final class KernelFiles {
  private static final int ATTRIBUTE = 4096; // sysfs gives no more than a page
  private static final int LONGEST_TEXT = 1024;
  private static final int CHUNK = 1 << 14;
  private static final int LIMIT = 16 << 20;

  /** The answer of {@link #once} is asked for again when it is older than that. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Libc libc;
  private final @Nullable Map<Object, Kept<?>> kept;
  private final LongSupplier nanoTime;

  /** An answer, and when it was asked for, by {@link System#nanoTime}. */
  private record Kept<T extends @Nullable Object>(T answer, long since) {}

  /** Reads through {@code libc}. */
  public KernelFiles(Libc libc) {
    this(libc, null, System::nanoTime);
  }

  private KernelFiles(Libc libc, @Nullable Map<Object, Kept<?>> kept, LongSupplier nanoTime) {
    this.libc = libc;
    this.kept = kept;
    this.nanoTime = nanoTime;
  }

  /** The same for targets that are asked at about the same time and share what {@link #once} is. */
  KernelFiles round() {
    return round(System::nanoTime);
  }

  /** The same by another clock. */
  KernelFiles round(LongSupplier clock) {
    return new KernelFiles(libc, new ConcurrentHashMap<>(), clock);
  }

  /**
   * Asks, unless that was asked in this round less than a second ago. Two threads may still ask the
   * same at the same time, because the one that was first may hang. Outside a round it always asks.
   *
   * @param key what is asked, equal only to the same question
   */
  @SuppressWarnings("unchecked") // one question has one type of answer
  <T extends @Nullable Object> T once(Object key, Supplier<T> ask) {
    if (kept == null) {
      return ask.get();
    }
    Kept<T> before = (Kept<T>) kept.get(key);
    long since = nanoTime.getAsLong();
    if (before != null && since - before.since < FRESH_NANOS) {
      return before.answer;
    }
    T answer = ask.get();
    kept.put(key, new Kept<>(answer, since));
    return answer;
  }

  /**
   * One line of text without white space at the ends; null when it is unreadable or empty, and when
   * it is no such text: longer than any attribute is, not UTF-8, or with control characters.
   */
  @Nullable String text(Path file) {
    byte[] bytes = bytes(file);
    if (bytes == null || bytes.length > LONGEST_TEXT) {
      return null;
    }
    String text = PathText.decode(bytes).strip();
    return text.isEmpty() || !isLine(text) ? null : text;
  }

  private static boolean isLine(String text) {
    return PathText.isText(text) && text.chars().noneMatch(Character::isISOControl);
  }

  /** A path, whatever its bytes, without the newline at the end; null when it is no whole one. */
  @Nullable String path(Path file) {
    byte[] bytes = bytes(file);
    if (bytes == null || bytes.length < 2 || bytes[bytes.length - 1] != '\n') {
      return null;
    }
    String path = PathText.decode(Arrays.copyOf(bytes, bytes.length - 1));
    return path.startsWith("/") && path.indexOf('\0') < 0 ? path : null;
  }

  /** Up to 4 KiB as they are; null when unreadable. */
  byte @Nullable [] bytes(Path file) {
    try (Fd fd = libc.openat(Fd.CWD, file.toString(), Fcntl.O_RDONLY, 0)) {
      return libc.preadOnce(fd, ATTRIBUTE, 0);
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** All of a file that may be long and name paths, such as mountinfo; empty when unreadable. */
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
      return PathText.decode(out.toByteArray());
    } catch (ErrnoException e) {
      return "";
    }
  }

  /** Where a symbolic link of sysfs leads, without a look at the other links on the way. */
  @Nullable Path link(@Nullable Path link) {
    if (link == null) {
      return null;
    }
    try {
      return link.resolveSibling(libc.readlinkat(Fd.CWD, link.toString())).normalize();
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** A name from elsewhere below a directory; null when this locale has no such path. */
  static @Nullable Path below(Path directory, String name) {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException e) {
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
