package io.diskwright.probe;

import java.util.List;

/**
 * Where a directory is at this moment: what tells two directories with one identity apart, and what
 * must change for it to change.
 *
 * @param path canonical
 * @param superblock major:minor of the file system, as mountinfo shows it; one file system has one
 * @param inode number of the directory in it
 * @param devices directories of the block devices below, as uevents name them, such as {@code
 *     /devices/virtual/block/loop0}
 * @param complete whether those are all
 * @param remote whether it is on a server, where others change it unseen
 */
public record Whereabouts(
    String path,
    String superblock,
    long inode,
    List<String> devices,
    boolean complete,
    boolean remote) {
  /** The list is copied. */
  public Whereabouts {
    devices = List.copyOf(devices);
  }
}
