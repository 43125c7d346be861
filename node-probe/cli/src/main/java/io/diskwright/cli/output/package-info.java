/** What users see: tables, YAML and JSON on the standard output, progress on the other. */
@NullMarked
package io.diskwright.cli.output;

import org.jspecify.annotations.NullMarked;
