package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether an NFS server copies between its files by itself. copy_file_range(2) succeeds either way;
 * only the counts of the operations COPY and CLONE that the server answered tell. They are in
 * /proc/self/mountstats, net/sunrpc/stats.c.
 */
final class ServerCopy {
  private static final String CALL =
      "copy_file_range + COPY, CLONE of /proc/self/mountstats before and after";

  /** Operations, transmissions, timeouts, sent, received, queued, waited, took, errors. */
  private static final int ERRORS = 8;

  private ServerCopy() {}

  /**
   * What the client has asked the server to copy, and got.
   *
   * @param copies by COPY, NFS 4.2
   * @param clones by CLONE, NFS 4.2
   */
  record Counts(long copies, long clones) {
    Counts since(Counts before) {
      return new Counts(copies - before.copies, clones - before.clones);
    }

    boolean any() {
      return copies > 0 || clones > 0;
    }
  }

  static Finding of(Place place, Roots roots) {
    Path stats = roots.proc().resolve("self/mountstats");
    String point = place.baseMount().point();
    Counts before = parse(place.files().all(stats), point);
    if (before == null) {
      return Finding.unknown(
          CALL, "no counts", "the server may copy by itself, but nothing here counts that");
    }
    Fd source = place.scratch().sparse();
    int length = place.scratch().block();
    long copied;
    try {
      copied =
          place
              .libc()
              .copyFileRange(
                  source, Scratch.SPARSE_SIZE - (long) length, place.scratch().copy(), 0, length);
    } catch (ErrnoException e) {
      return Finding.failed(CALL, e, "a copy moves every byte through us");
    }
    Counts after = parse(place.files().all(stats), point);
    if (after == null) {
      return Finding.unknown(CALL, "no counts", "the mount went away in between");
    }
    Counts done = after.since(before);
    String said = copied + " bytes, COPY +" + done.copies + ", CLONE +" + done.clones;
    return done.any() && copied > 0
        ? Finding.present("server", CALL, said, "the server copies, no byte comes through us")
        : Finding.absent(CALL, said, "the call succeeds by moving every byte through us");
  }

  /** The counts of the mount at {@code point}; null when it is not there or does not count. */
  static @Nullable Counts parse(String mountstats, String point) {
    boolean here = false;
    long copies = -1;
    long clones = -1;
    for (String line : mountstats.split("\n", -1)) {
      if (line.startsWith("device ")) {
        here = point.equals(pointOf(line));
        if (here) {
          copies = -1; // the last of those mounted over each other is the one in use
          clones = -1;
        }
      } else if (here) {
        String words = line.strip();
        copies = words.startsWith("COPY:") ? answered(words) : copies;
        clones = words.startsWith("CLONE:") ? answered(words) : clones;
      }
    }
    return copies < 0 && clones < 0 ? null : new Counts(Math.max(0, copies), Math.max(0, clones));
  }

  private static @Nullable String pointOf(String line) {
    String[] words = line.split(" ", -1);
    for (int i = 2; i + 2 < words.length; i++) {
      if (words[i].equals("mounted") && words[i + 1].equals("on")) {
        return Mount.unescape(words[i + 2]);
      }
    }
    return null;
  }

  /** Those asked less those refused; {@code COPY: 3 3 0 600 468 0 2 2 1} is 2. */
  private static long answered(String line) {
    String[] words = line.split(" +", -1);
    try {
      long asked = Long.parseLong(words[1]);
      return words.length > 1 + ERRORS ? asked - Long.parseLong(words[1 + ERRORS]) : asked;
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return -1;
    }
  }
}
