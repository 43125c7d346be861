package io.diskwright.libc;

/**
 * What fstatfs(2) says of a file system; linux/magic.h has the types.
 *
 * @param type magic number
 * @param blockSize bytes in a block
 * @param blocks size in blocks
 * @param freeBlocks free blocks
 * @param availableBlocks free blocks for an ordinary user
 * @param fsid file-system id
 * @param flags mount flags, ST_RDONLY = 1
 */
public record Statfs(
    long type,
    long blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long fsid,
    long flags) {}
