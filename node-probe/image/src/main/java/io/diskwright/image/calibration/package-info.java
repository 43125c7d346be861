/**
 * Measures what each way of making an image costs in one directory: images are made there as the
 * product makes them, served by qemu-nbd past the page cache, and written and read by a small
 * client.
 */
@NullMarked
package io.diskwright.image.calibration;

import org.jspecify.annotations.NullMarked;
