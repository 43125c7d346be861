/**
 * Images from outside: what they are is read from their own bytes, bounded, and what could reach
 * anything but itself is refused before any other program sees it.
 */
@NullMarked
package io.diskwright.image.source;

import org.jspecify.annotations.NullMarked;
