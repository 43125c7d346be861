package io.diskwright.probe;

import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an SMB server copies between its files by itself: FSCTL_SRV_COPYCHUNK_WRITE, before which
 * the client asks for a key. /proc/fs/cifs/Stats counts both as IOCTLs, and what the client writes
 * itself as Writes; fs/smb/client/smb2ops.c.
 */
final class SmbCopy {
  private static final String CALL =
      "copy_file_range + fsync + IOCTLs, Writes of /proc/fs/cifs/Stats before and after";
  private static final int KEY_AND_COPY = 2;
  private static final Pattern SHARE = Pattern.compile("\\d+\\) (\\\\\\\\.*)");
  private static final Pattern COUNT =
      Pattern.compile("(IOCTLs|Writes): (\\d{1,18}) total (\\d{1,18}) .*");

  private SmbCopy() {}

  /**
   * What the client has asked of a share, and got.
   *
   * @param controls IOCTLs that did not fail
   * @param writes that did not fail
   */
  record Counts(long controls, long writes) {}

  static Finding of(Place place) {
    Path stats = place.roots().proc().resolve("fs/cifs/Stats");
    String source = place.baseMount().source();
    Fd from = place.scratch().sparse();
    Fd to = place.scratch().copy();
    int length = place.scratch().block();
    place.libc().fsync(from);
    Counts before = parse(place.files().all(stats), source);
    long copied;
    try {
      long at = Scratch.SPARSE_SIZE - (long) length;
      copied = place.libc().copyFileRange(from, at, to, 0, length);
    } catch (ErrnoException e) {
      return Finding.failed(CALL, e, "a copy moves every byte through us");
    }
    place.libc().fsync(to);
    Counts after = parse(place.files().all(stats), source);
    if (before == null || after == null) {
      return Finding.unknown(
          CALL, "no counts", "the server may copy by itself, but nothing here counts that");
    }
    long controls = after.controls - before.controls;
    long writes = after.writes - before.writes;
    String said = copied + " bytes, IOCTLs +" + controls + ", Writes +" + writes;
    return controls >= KEY_AND_COPY && writes == 0 && copied > 0
        ? Finding.present("server", CALL, said, "the server copies, no byte comes through us")
        : Finding.absent(CALL, said, "the call succeeds by moving every byte through us");
  }

  /** The counts of the share mounted as {@code //server/share}; null when they are not there. */
  static @Nullable Counts parse(String stats, String source) {
    String share = source.replace('/', '\\');
    boolean here = false;
    long controls = -1;
    long writes = -1;
    for (String line : stats.split("\n", -1)) {
      Matcher head = SHARE.matcher(line.strip());
      if (head.matches()) {
        here = head.group(1).split("\t", 2)[0].strip().equalsIgnoreCase(share);
      }
      Matcher count = COUNT.matcher(line.strip());
      if (here && count.matches()) {
        long done = Long.parseLong(count.group(2)) - Long.parseLong(count.group(3));
        controls = count.group(1).equals("IOCTLs") ? done : controls;
        writes = count.group(1).equals("Writes") ? done : writes;
      }
    }
    return controls < 0 || writes < 0 ? null : new Counts(controls, writes);
  }
}
