@NullMarked
package io.diskwright.arrays.smis;

import org.jspecify.annotations.NullMarked;
