package io.diskwright.image.content;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source may reach.
 *
 * @param directories those that files may be taken from; null for every one
 * @param privateAddresses whether servers may have addresses that are not public
 * @param where whose words these are, such as {@code StoragePool default}
 */
public record Permission(@Nullable List<Path> directories, boolean privateAddresses, String where) {
  /** Of a user who could read it all the same. */
  public static final Permission USERS_OWN = new Permission(null, false, "");

  /** Keeps a copy. */
  public Permission {
    directories = directories == null ? null : List.copyOf(directories);
  }

  /** The same, and servers may be anywhere. */
  public Permission withPrivateAddresses() {
    return new Permission(directories, true, where);
  }

  /** The deepest directory that {@code path} may be taken from. */
  Optional<Path> directoryOf(Path path) {
    return directories == null
        ? Optional.ofNullable(path.getRoot())
        : directories.stream()
            .filter(directory -> path.startsWith(directory) && !path.equals(directory))
            .max((a, b) -> Integer.compare(a.getNameCount(), b.getNameCount()));
  }
}
