package io.diskwright.libc;

/**
 * What statx(2) says of a file; linux/stat.h.
 *
 * @param mode type and permissions
 * @param uid owner
 * @param gid group
 * @param inode inode number
 * @param size bytes
 * @param allocatedBytes st_blocks * 512
 * @param device major:minor of the device the file is on
 * @param mountId id of the mount, 0 if the kernel does not say
 * @param dioMemoryAlignment alignment of buffers for O_DIRECT; 0 not possible, -1 the kernel does
 *     not say
 * @param dioOffsetAlignment alignment of offsets for O_DIRECT; 0 not possible, -1 the kernel does
 *     not say
 * @param atomicWriteMax largest untorn write in bytes; 0 none, -1 the kernel does not say
 */
public record Statx(
    int mode,
    int uid,
    int gid,
    long inode,
    long size,
    long allocatedBytes,
    DeviceNumber device,
    long mountId,
    int dioMemoryAlignment,
    int dioOffsetAlignment,
    int atomicWriteMax) {

  /** A device number. */
  public record DeviceNumber(int major, int minor) {
    @Override
    public String toString() {
      return major + ":" + minor;
    }
  }

  /** Whether it is a directory; S_IFDIR. */
  public boolean isDirectory() {
    return (mode & 0170000) == 0040000;
  }

  /** Whether it is a regular file; S_IFREG. */
  public boolean isRegularFile() {
    return (mode & 0170000) == 0100000;
  }
}
