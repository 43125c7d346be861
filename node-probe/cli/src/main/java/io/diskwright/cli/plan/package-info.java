/** The way from what was read to what is decided and made. */
@NullMarked
package io.diskwright.cli.plan;

import org.jspecify.annotations.NullMarked;
