/** Reads what users write: YAML or JSON, strictly, with file, line and field in every complaint. */
@NullMarked
package io.diskwright.cli.input;

import org.jspecify.annotations.NullMarked;
