package io.diskwright.planner;

import java.util.SortedMap;

/**
 * One way to make the image.
 *
 * @param device where
 * @param policy how much is allocated up front
 * @param format stored as what
 * @param options by QEMU's own option names, {@code preallocation} always among them; ours besides:
 *     {@code preallocatedBytes} when less than the whole is allocated
 */
public record Candidate(
    DeviceFacts device,
    AllocationPolicy policy,
    ImageFormat format,
    SortedMap<String, String> options) {}
