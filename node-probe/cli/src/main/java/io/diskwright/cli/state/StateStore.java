package io.diskwright.cli.state;

import io.diskwright.cli.output.Failure;
import io.diskwright.libc.Libc;
import io.diskwright.libc.MarkerFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The objects of one target, in {@code <target>/.diskwright/<namespace>/<name>.json}: a {@code
 * List} of the VmDiskImage and its DiskAllocation, mode 0600, replaced whole.
 */
public final class StateStore {
  static final String DIRECTORY = ".diskwright";

  private final Libc libc;
  private final Path target;

  /**
   * Looks below {@code target}, which need not be there.
   *
   * @param target without symbolic links
   */
  public StateStore(Libc libc, Path target) {
    this.libc = libc;
    this.target = target;
  }

  /** Makes every directory between {@code above}, which is there, and {@code target}: mode 0700. */
  public static void createParents(Libc libc, Path above, Path target) throws Failure {
    Path way = above.relativize(target);
    StateDirectory at =
        StateDirectory.open(libc, above)
            .orElseThrow(() -> new Failure(Failure.FAILED, above + " does not exist; create it"));
    try {
      for (int i = 0; i < way.getNameCount() - 1; i++) {
        StateDirectory next = at.childOrCreate(way.getName(i).toString());
        at.close();
        at = next;
        at.trusted();
      }
    } finally {
      at.close();
    }
  }

  /** Whether something was ever made here. */
  public boolean exists() throws Failure {
    try (Optionally root = root()) {
      return root.isThere();
    }
  }

  /** Makes the target and its state directory, mode 0700 each, as far as they are missing. */
  public Created create() throws Failure {
    boolean made = false;
    Optional<StateDirectory> there = StateDirectory.open(libc, target);
    if (there.isEmpty()) {
      Path parent = parent();
      try (StateDirectory above =
          StateDirectory.open(libc, parent)
              .orElseThrow(
                  () -> new Failure(Failure.INVALID, parent + " does not exist; create it"))) {
        there = Optional.of(above.childOrCreate(name()));
        made = true;
      }
    }
    try (StateDirectory directory = there.get()) {
      directory.childOrCreate(DIRECTORY).close();
    }
    return new Created(made);
  }

  /**
   * What {@link #create} did.
   *
   * @param target whether the target itself was missing
   */
  public record Created(boolean target) {}

  /** Takes back {@link #create} as far as nothing was put there since but a marker. */
  public void discard(Created created) throws Failure {
    try (Optionally directory = Optionally.of(StateDirectory.open(libc, target))) {
      if (directory.isThere()) {
        directory.get().removeIfEmpty(DIRECTORY);
        if (created.target() && directory.get().names().equals(List.of(MarkerFile.NAME))) {
          directory.get().remove(MarkerFile.NAME);
        }
      }
    }
    if (created.target()) {
      try (Optionally above = Optionally.of(StateDirectory.open(libc, parent()))) {
        if (above.isThere()) {
          above.get().removeIfEmpty(name());
        }
      }
    }
  }

  /**
   * Keeps other runs out of this target until it is closed.
   *
   * @param waiting called when another run is in there, before waiting for it
   * @return nothing when there is no state directory yet
   */
  public Optional<AutoCloseable> lock(Runnable waiting) throws Failure {
    Optional<StateDirectory> root = openRoot();
    if (root.isPresent() && !root.get().tryLock()) {
      waiting.run();
      root.get().lock();
    }
    return root.map(directory -> directory);
  }

  /** Every image, sorted by namespace and name. */
  public List<StoredImage> list() throws Failure {
    List<StoredImage> images = new ArrayList<>();
    try (Optionally root = root()) {
      if (!root.isThere()) {
        return images;
      }
      for (String namespace : root.get().directories()) {
        try (Optionally directory = Optionally.of(root.get().child(namespace))) {
          if (directory.isThere()) {
            for (String file : directory.get().names()) {
              if (file.endsWith(StateFile.SUFFIX)) {
                read(directory.get(), namespace, file).ifPresent(images::add);
              }
            }
          }
        }
      }
    }
    return images;
  }

  /** The image of that name, if it is here. */
  public Optional<StoredImage> find(String namespace, String name) throws Failure {
    try (Optionally root = root()) {
      if (!root.isThere()) {
        return Optional.empty();
      }
      try (Optionally directory = Optionally.of(root.get().child(namespace))) {
        return directory.isThere()
            ? read(directory.get(), namespace, StateFile.name(name))
            : Optional.empty();
      }
    }
  }

  /** Remembers the image; {@link #create} was called before, and the lock is held. */
  public void put(StoredImage stored) throws Failure {
    byte[] bytes = StateFile.bytes(stored);
    String namespace = stored.image().getMetadata().getNamespace();
    try (StateDirectory root =
            openRoot()
                .orElseThrow(
                    () -> new Failure(Failure.FAILED, target + " vanished; nothing was lost"));
        StateDirectory directory = root.childOrCreate(namespace)) {
      directory.write(StateFile.name(stored.image().getMetadata().getName()), bytes);
    }
  }

  /** Forgets the image; the lock is held. */
  public void remove(String namespace, String name) throws Failure {
    try (Optionally root = root()) {
      if (root.isThere()) {
        try (Optionally directory = Optionally.of(root.get().child(namespace))) {
          if (directory.isThere()) {
            directory.get().remove(StateFile.name(name));
            directory.get().tidy();
          }
        }
        root.get().removeIfEmpty(namespace);
      }
    }
  }

  /** Removes what a stopped run had begun to write; the lock is held. */
  public void tidy() throws Failure {
    try (Optionally root = root()) {
      if (root.isThere()) {
        for (String namespace : root.get().directories()) {
          try (Optionally directory = Optionally.of(root.get().child(namespace))) {
            if (directory.isThere()) {
              directory.get().tidy();
            }
          }
          root.get().removeIfEmpty(namespace);
        }
      }
    }
  }

  private Optional<StoredImage> read(StateDirectory directory, String namespace, String file)
      throws Failure {
    Optional<byte[]> bytes = directory.read(file);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            StateFile.parse(
                target, target.resolve(DIRECTORY).resolve(namespace).resolve(file), bytes.get()));
  }

  private Optional<StateDirectory> openRoot() throws Failure {
    try (Optionally directory = Optionally.of(StateDirectory.open(libc, target))) {
      if (!directory.isThere()) {
        return Optional.empty();
      }
      Optional<StateDirectory> root = directory.get().child(DIRECTORY);
      return root.isEmpty() ? root : Optional.of(root.get().trusted());
    }
  }

  private Optionally root() throws Failure {
    return Optionally.of(openRoot());
  }

  private Path parent() {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }

  private String name() {
    return String.valueOf(target.getFileName());
  }

  /** A directory that may not be there, for try-with-resources. */
  private record Optionally(Optional<StateDirectory> directory) implements AutoCloseable {
    static Optionally of(Optional<StateDirectory> directory) {
      return new Optionally(directory);
    }

    boolean isThere() {
      return directory.isPresent();
    }

    StateDirectory get() {
      return directory.orElseThrow();
    }

    @Override
    public void close() {
      directory.ifPresent(StateDirectory::close);
    }
  }
}
