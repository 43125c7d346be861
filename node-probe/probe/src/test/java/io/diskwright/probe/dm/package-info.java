@NullMarked
package io.diskwright.probe.dm;

import org.jspecify.annotations.NullMarked;
