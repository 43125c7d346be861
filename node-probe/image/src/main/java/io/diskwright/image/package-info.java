/** Making, checking and deleting images, by one protocol that a crash at any step cannot spoil. */
@NullMarked
package io.diskwright.image;

import org.jspecify.annotations.NullMarked;
