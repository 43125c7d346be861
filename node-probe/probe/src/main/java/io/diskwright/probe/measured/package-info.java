/** What was measured on a device, kept beside its images, and whether it still holds. */
@NullMarked
package io.diskwright.probe.measured;

import org.jspecify.annotations.NullMarked;
