package io.diskwright.libc;

/** The flags of open(2) by name, for messages and evidence. */
final class OpenFlags {
  private OpenFlags() {}

  static String names(int flags) {
    StringBuilder out =
        new StringBuilder(
            switch (flags & 3) {
              case Fcntl.O_WRONLY -> "O_WRONLY";
              case Fcntl.O_RDWR -> "O_RDWR";
              default -> "O_RDONLY";
            });
    boolean nameless = (flags & Fcntl.O_TMPFILE) == Fcntl.O_TMPFILE;
    append(out, nameless, "O_TMPFILE");
    append(out, !nameless && (flags & Fcntl.O_DIRECTORY) != 0, "O_DIRECTORY");
    append(out, (flags & Fcntl.O_CREAT) != 0, "O_CREAT");
    append(out, (flags & Fcntl.O_EXCL) != 0, "O_EXCL");
    append(out, (flags & Fcntl.O_DIRECT) != 0, "O_DIRECT");
    append(out, (flags & Fcntl.O_NOFOLLOW) != 0, "O_NOFOLLOW");
    return out.toString();
  }

  private static void append(StringBuilder out, boolean set, String name) {
    if (set) {
      out.append('|').append(name);
    }
  }
}
