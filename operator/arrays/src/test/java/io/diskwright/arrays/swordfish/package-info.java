@NullMarked
package io.diskwright.arrays.swordfish;

import org.jspecify.annotations.NullMarked;
