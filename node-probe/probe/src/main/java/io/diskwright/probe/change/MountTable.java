package io.diskwright.probe.change;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** /proc/self/mountinfo, read once; Documentation/filesystems/proc.rst 3.5. */
final class MountTable {
  private static final int DEEPEST = 256;

  private final List<Entry> entries;
  private final Set<Long> ids = new HashSet<>();

  /**
   * A mount.
   *
   * @param print all that changes when it is another one, or mounted otherwise
   */
  private record Entry(long id, long parent, String point, String print) {}

  private MountTable(List<Entry> entries) {
    this.entries = entries;
    entries.forEach(entry -> ids.add(entry.id));
  }

  /** Reads the text; lines that are none are passed over. */
  static MountTable parse(String text) {
    List<Entry> entries = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      Entry entry = entry(text.substring(from, end));
      if (entry != null) {
        entries.add(entry);
      }
      from = end + 1;
    }
    return new MountTable(entries);
  }

  /** The mount that a path leads to, as a text that is another when that is; empty for none. */
  String at(String path) {
    Entry now = root();
    for (int depth = 0; now != null && depth < DEEPEST; depth++) {
      Entry over = over(now, path);
      if (over == null) {
        return now.print;
      }
      now = over;
    }
    return "";
  }

  /** The mount on the way to {@code path} that lies on {@code below}: the outermost of several. */
  private @Nullable Entry over(Entry below, String path) {
    Entry best = null;
    for (Entry entry : entries) {
      if (entry.parent == below.id
          && entry.id != below.id
          && isAbove(entry.point, path)
          && (best == null || entry.point.length() < best.point.length())) {
        best = entry;
      }
    }
    return best;
  }

  private @Nullable Entry root() {
    Entry found = null;
    for (Entry entry : entries) {
      boolean bottom = entry.parent == entry.id || !ids.contains(entry.parent);
      if (entry.point.equals("/") && (found == null || bottom)) {
        found = entry;
        if (bottom) {
          break;
        }
      }
    }
    return found;
  }

  private static boolean isAbove(String point, String path) {
    return point.equals("/")
        || path.startsWith(point)
            && (path.length() == point.length() || path.charAt(point.length()) == '/');
  }

  /** {@code id parent major:minor root point options tags… - type source superoptions}. */
  private static @Nullable Entry entry(String line) {
    String[] fields = line.split(" ", -1);
    int dash = 6;
    while (dash < fields.length && !fields[dash].equals("-")) {
      dash++; // the tags say how mounts spread, not what they are
    }
    if (dash + 3 >= fields.length) {
      return null;
    }
    try {
      String print =
          String.join(
              " ",
              fields[0],
              fields[2],
              fields[3],
              fields[4],
              fields[5],
              fields[dash + 1],
              fields[dash + 2],
              fields[dash + 3]);
      return new Entry(
          Long.parseLong(fields[0]), Long.parseLong(fields[1]), unescaped(fields[4]), print);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Spaces, tabs, newlines and backslashes are three octal digits; fs/proc_namespace.c. */
  private static String unescaped(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    byte[] in = field.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\' && i + 3 < in.length) {
        out[length++] = (byte) ((in[i + 1] & 3) << 6 | (in[i + 2] & 7) << 3 | in[i + 3] & 7);
        i += 3;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
