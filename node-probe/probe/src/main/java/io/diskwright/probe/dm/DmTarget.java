package io.diskwright.probe.dm;

/**
 * One segment of a device-mapper device; struct dm_target_spec of include/uapi/linux/dm-ioctl.h.
 *
 * @param start first sector of 512 bytes
 * @param length sectors
 * @param type such as linear, crypt or thin-pool
 * @param status what the target says of itself now
 * @param table what it was made with, without keys; empty when it was not asked for
 */
public record DmTarget(long start, long length, String type, String status, String table) {}
