@NullMarked
package io.diskwright.agent.export;

import org.jspecify.annotations.NullMarked;
