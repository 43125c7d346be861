/** Swordfish and Redfish, by JSON. */
@NullMarked
package io.diskwright.arrays.swordfish;

import org.jspecify.annotations.NullMarked;
