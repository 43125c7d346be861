@NullMarked
package io.diskwright.arrays;

import org.jspecify.annotations.NullMarked;
