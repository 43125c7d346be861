package io.diskwright.probe;

import io.diskwright.libc.PathText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of /proc/self/mountinfo; Documentation/filesystems/proc.rst 3.5.
 *
 * @param device major:minor, anonymous (major 0) where no block device is directly below
 * @param root the directory of the file system that is mounted, / for all of it
 * @param point where it is mounted
 * @param options of this mount
 * @param type of the file system, such as ext4 or fuse.sshfs
 * @param source what was mounted
 * @param superOptions of the file system
 */
record Mount(
    long id,
    String device,
    String root,
    String point,
    List<String> options,
    String type,
    String source,
    List<String> superOptions) {
  private static final int FIELDS_BEFORE_TAGS = 6;

  /** The mount with that id in the text of mountinfo, or null. */
  static @Nullable Mount find(String mountinfo, long id) {
    String start = id + " ";
    int at = mountinfo.startsWith(start) ? 0 : mountinfo.indexOf("\n" + start) + 1;
    if (at == 0 && !mountinfo.startsWith(start)) {
      return null;
    }
    int end = mountinfo.indexOf('\n', at);
    return parse(end < 0 ? mountinfo.substring(at) : mountinfo.substring(at, end));
  }

  /** The mount that a path is on: the longest mount point above it, the last one of equals. */
  static @Nullable Mount above(String mountinfo, String path) {
    Mount best = null;
    for (String line : mountinfo.split("\n", -1)) {
      Mount mount = parse(line);
      if (mount != null
          && isAbove(mount.point, path)
          && (best == null || mount.point.length() >= best.point.length())) {
        best = mount;
      }
    }
    return best;
  }

  private static boolean isAbove(String point, String path) {
    return point.equals("/") || path.equals(point) || path.startsWith(point + "/");
  }

  /** One line; null when it is not one. */
  static @Nullable Mount parse(String line) {
    String[] fields = line.split(" ", -1);
    int dash = FIELDS_BEFORE_TAGS;
    while (dash < fields.length && !fields[dash].equals("-")) {
      dash++;
    }
    if (dash + 3 >= fields.length) {
      return null;
    }
    try {
      return new Mount(
          Long.parseLong(fields[0]),
          fields[2],
          unescape(fields[3]),
          unescape(fields[4]),
          List.of(fields[5].split(",")),
          unescape(fields[dash + 1]),
          unescape(fields[dash + 2]),
          List.of(fields[dash + 3].split(",")));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The value of a super option: empty when it is there without one, null when it is not. */
  @Nullable String superOption(String name) {
    for (String option : superOptions) {
      if (option.equals(name)) {
        return "";
      }
      if (option.startsWith(name + "=")) {
        return unescape(option.substring(name.length() + 1));
      }
    }
    return null;
  }

  /**
   * Whether it is all of a file system, or a subvolume of btrfs, and not one of its directories.
   */
  boolean isWhole() {
    return root.equals("/") || root.equals(superOption("subvol"));
  }

  /** Whether mount or file system is read-only. */
  boolean readOnly() {
    return options.contains("ro") || superOptions.contains("ro");
  }

  /** Spaces, tabs, newlines and backslashes are three octal digits; fs/proc_namespace.c. */
  static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    byte[] in = PathText.encode(field).orElse(null);
    if (in == null) {
      return field;
    }
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\' && i + 3 < in.length && octal(in, i + 1)) {
        out[length++] = (byte) ((in[i + 1] - '0') << 6 | (in[i + 2] - '0') << 3 | in[i + 3] - '0');
        i += 3;
      } else {
        out[length++] = in[i];
      }
    }
    return PathText.decode(Arrays.copyOf(out, length));
  }

  private static boolean octal(byte[] in, int at) {
    return isOctal(in[at]) && isOctal(in[at + 1]) && isOctal(in[at + 2]);
  }

  private static boolean isOctal(byte digit) {
    return digit >= '0' && digit <= '7';
  }
}
