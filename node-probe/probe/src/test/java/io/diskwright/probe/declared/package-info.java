@NullMarked
package io.diskwright.probe.declared;

import org.jspecify.annotations.NullMarked;
