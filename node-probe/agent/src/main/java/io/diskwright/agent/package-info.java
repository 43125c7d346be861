@NullMarked
package io.diskwright.agent;

import org.jspecify.annotations.NullMarked;
