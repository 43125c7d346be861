/** What was made, remembered in the target itself: one file for each image. */
@NullMarked
package io.diskwright.cli.state;

import org.jspecify.annotations.NullMarked;
