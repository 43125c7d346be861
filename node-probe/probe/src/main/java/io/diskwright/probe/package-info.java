/** What a place that holds images can really do: asked by system calls, answered with evidence. */
@NullMarked
package io.diskwright.probe;

import org.jspecify.annotations.NullMarked;
