package io.diskwright.cli.plan;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.state.StateStore;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The locks of several targets, always taken in the same order. */
final class Locks implements AutoCloseable {
  private final List<AutoCloseable> held = new ArrayList<>();
  private final Set<Path> targets = new HashSet<>();

  /** Locks those of {@code directories} that have a state directory. */
  static Locks of(Libc libc, Collection<Path> directories, Consumer<String> notice) throws Failure {
    Locks locks = new Locks();
    try {
      for (Path directory : directories.stream().sorted().distinct().toList()) {
        Optional<AutoCloseable> lock =
            new StateStore(libc, directory)
                .lock(() -> notice.accept("waiting for another diskwright in " + directory));
        if (lock.isPresent()) {
          locks.held.add(lock.get());
          locks.targets.add(directory);
        }
      }
      return locks;
    } catch (Failure e) {
      locks.close();
      throw e;
    }
  }

  /** Whether the target is locked by us. */
  boolean holds(Path directory) {
    return targets.contains(directory);
  }

  @Override
  public void close() {
    for (AutoCloseable lock : held) {
      try {
        lock.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing a descriptor does not fail", e);
      }
    }
  }
}
