/** LVM: what a volume group is made of, by one report of {@code lvm} for each change. */
@NullMarked
package io.diskwright.probe.lvm;

import org.jspecify.annotations.NullMarked;
