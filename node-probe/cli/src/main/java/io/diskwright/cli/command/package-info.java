/** The commands: each parses its options, calls the room that does the work, and prints. */
@NullMarked
package io.diskwright.cli.command;

import org.jspecify.annotations.NullMarked;
