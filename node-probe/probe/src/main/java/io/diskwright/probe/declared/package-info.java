/** The file beside a target that declares what no system call can see. */
@NullMarked
package io.diskwright.probe.declared;

import org.jspecify.annotations.NullMarked;
