/** Hears from the kernel what changes around the places that are watched. */
@NullMarked
package io.diskwright.probe.change;

import org.jspecify.annotations.NullMarked;
