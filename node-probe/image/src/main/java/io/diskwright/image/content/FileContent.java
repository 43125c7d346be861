package io.diskwright.image.content;

import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file on this machine, packed or not. */
final class FileContent implements Content {
  private final Libc libc;
  private final String path;
  private final @Nullable ImageFormat format;
  private final Permission permission;

  FileContent(Libc libc, String path, @Nullable ImageFormat format, Permission permission) {
    this.libc = libc;
    this.path = path;
    this.format = format;
    this.permission = permission;
  }

  @Override
  public Opened open(Room room) throws ImageException {
    LocalFile file = LocalFile.open(libc, path, permission);
    boolean kept = false;
    try {
      Opened opened =
          isPacked(file)
              ? Unpacking.open(libc, file, room, format)
              : Inspected.of(libc, file.fd(), false, format, file);
      kept = true;
      return opened;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  /**
   * Bytes the guest will see; nothing when only unpacking all of it would tell.
   *
   * @throws ImageException why it cannot be had, or is refused
   */
  OptionalLong size() throws ImageException {
    try (LocalFile file = LocalFile.open(libc, path, permission)) {
      return isPacked(file)
          ? Unpacking.size(file, format)
          : OptionalLong.of(Inspected.of(libc, file.fd(), false, format, file).virtualBytes());
    }
  }

  private static boolean isPacked(LocalFile file) throws ImageException {
    return Packing.of(file.head(Packing.HEAD)).isPresent();
  }
}
