package io.diskwright.image;

import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * Exactly one image, to be made, checked or deleted.
 *
 * @param uid names the image's directory: {@code <pool>/<uid>/disk.img} for raw, {@code
 *     disk.<format>} otherwise
 * @param pool the directory images are kept in
 * @param filesystemUuid what the pool's file system must still be; empty when it has none
 * @param sizeBytes virtual size, a multiple of 512
 * @param policy how much is allocated up front
 * @param format stored as what
 * @param options QEMU's option names; {@code preallocation} always, ours: {@code preallocatedBytes}
 */
public record ImageOrder(
    String uid,
    Path pool,
    String filesystemUuid,
    long sizeBytes,
    AllocationPolicy policy,
    ImageFormat format,
    SortedMap<String, String> options) {}
