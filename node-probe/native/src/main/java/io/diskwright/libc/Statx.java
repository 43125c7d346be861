package io.diskwright.libc;

/**
 * What statx(2) says of a file; linux/stat.h.
 *
 * @param attributes STATX_ATTR_* that are set, of those that the file system knows
 * @param attributesKnown STATX_ATTR_* that the file system knows
 * @param mode type and permissions
 * @param uid owner
 * @param gid group
 * @param inode inode number
 * @param size bytes
 * @param allocatedBytes st_blocks * 512
 * @param device major:minor of the device the file is on
 * @param special major:minor of the device the file is the node of; 0:0 for what is no node
 * @param mountId id of the mount, 0 if the kernel does not say
 * @param dioMemoryAlignment alignment of buffers for O_DIRECT; 0 not possible, -1 the kernel does
 *     not say
 * @param dioOffsetAlignment alignment of offsets for O_DIRECT; 0 not possible, -1 the kernel does
 *     not say
 * @param atomicWriteMax largest untorn write in bytes; 0 none, -1 the kernel does not say
 * @param links how many names it has
 */
public record Statx(
    long attributes,
    long attributesKnown,
    int mode,
    int uid,
    int gid,
    long inode,
    long size,
    long allocatedBytes,
    DeviceNumber device,
    DeviceNumber special,
    long mountId,
    int dioMemoryAlignment,
    int dioOffsetAlignment,
    int atomicWriteMax,
    int links) {

  /** The file is compressed; STATX_ATTR_COMPRESSED. */
  public static final long COMPRESSED = 0x4;

  /** The file needs a key; STATX_ATTR_ENCRYPTED. */
  public static final long ENCRYPTED = 0x800;

  /** The file is sealed by fs-verity: never written again; STATX_ATTR_VERITY. */
  public static final long VERITY = 0x100000;

  /** The file is mapped without the page cache; STATX_ATTR_DAX. */
  public static final long DAX = 0x200000;

  /** The file takes untorn writes; STATX_ATTR_WRITE_ATOMIC. */
  public static final long WRITE_ATOMIC = 0x400000;

  /** Whether the file system knows that attribute and it is set. */
  public boolean has(long attribute) {
    return (attributes & attribute) != 0;
  }

  /** Whether the file system knows that attribute at all. */
  public boolean knows(long attribute) {
    return (attributesKnown & attribute) != 0;
  }

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

  /** Whether it is a symbolic link; S_IFLNK. */
  public boolean isSymbolicLink() {
    return (mode & 0170000) == 0120000;
  }

  /** Whether it is the node of a block device; S_IFBLK. */
  public boolean isBlockDevice() {
    return (mode & 0170000) == 0060000;
  }
}
