/** Device-mapper: what its devices are made of and how they are, by ioctl. Knows no sysfs. */
@NullMarked
package io.diskwright.probe.dm;

import org.jspecify.annotations.NullMarked;
