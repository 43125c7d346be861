/**
 * What images are filled with: opened safely, fetched, unpacked, and told apart, before {@code
 * io.diskwright.image} makes an image of it.
 */
@NullMarked
package io.diskwright.image.content;

import org.jspecify.annotations.NullMarked;
