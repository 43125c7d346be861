/** What runs in the pods that export images, before and after the daemon that does. */
@NullMarked
package io.diskwright.agent.export;

import org.jspecify.annotations.NullMarked;
