@NullMarked
package io.diskwright.probe.change;

import org.jspecify.annotations.NullMarked;
