package io.diskwright.probe.change;

import io.diskwright.probe.Whereabouts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place whose changes matter.
 *
 * @param name what a change of it is reported by; the directory, or any other name of its own
 * @param directory whose mount and entries are watched, or null for a place without one, and for
 *     one that does not answer: looking it up could hang
 * @param where it is, or null when it is missing
 */
public record Watched(String name, @Nullable Path directory, @Nullable Whereabouts where) {}
