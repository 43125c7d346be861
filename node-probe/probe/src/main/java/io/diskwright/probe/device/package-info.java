/** Block devices asked by our own calls: what a disk says of itself, and what the kernel says. */
@NullMarked
package io.diskwright.probe.device;

import org.jspecify.annotations.NullMarked;
