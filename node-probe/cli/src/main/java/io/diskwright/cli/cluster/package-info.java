/** What {@code kubectl diskwright} says of a cluster; everything goes through {@code kubectl}. */
@NullMarked
package io.diskwright.cli.cluster;

import org.jspecify.annotations.NullMarked;
