/**
 * What an array's own interface says of itself. The operator asks, never a node: credentials stay
 * in one place, and an array is asked once however many nodes it serves.
 */
@NullMarked
package io.diskwright.arrays;

import org.jspecify.annotations.NullMarked;
