@NullMarked
package io.diskwright.cli;

import org.jspecify.annotations.NullMarked;
