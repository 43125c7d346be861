@NullMarked
package io.diskwright.probe.lvm;

import org.jspecify.annotations.NullMarked;
