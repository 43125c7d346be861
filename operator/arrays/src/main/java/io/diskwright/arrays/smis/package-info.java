/** SMI-S, by CIM-XML. */
@NullMarked
package io.diskwright.arrays.smis;

import org.jspecify.annotations.NullMarked;
