/** Tests that cross modules: architecture, API server, whole road, command line. */
@NullMarked
package io.diskwright.e2e;

import org.jspecify.annotations.NullMarked;
