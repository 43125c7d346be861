package io.diskwright.probe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A btrfs somewhere in the stack, of which no file is at hand to ask: from /sys/fs/btrfs/UUID;
 * fs/btrfs/sysfs.c. The profiles are names of directories.
 */
final class BtrfsFiles {
  private static final int UUID_LENGTH = 36;
  private static final List<String> KINDS = List.of("data", "metadata", "system");

  private BtrfsFiles() {}

  /** The directory of the btrfs that has this block device; null when there is none. */
  static @Nullable Path of(Path sys, String device) {
    Path all = sys.resolve("fs/btrfs");
    for (String name : KernelFiles.names(all)) {
      Path directory = all.resolve(name);
      if (name.length() == UUID_LENGTH && devices(directory).contains(device)) {
        return directory;
      }
    }
    return null;
  }

  /** The kernel's names of its devices, those only that are there. */
  static List<String> devices(Path directory) {
    return KernelFiles.names(directory.resolve("devices"));
  }

  /** How it does as an array; null when it has one device or its profiles are not to be seen. */
  static @Nullable ArrayState state(KernelFiles files, Path directory) {
    Path devinfo = directory.resolve("devinfo");
    List<String> numbers = KernelFiles.names(devinfo);
    int members = Math.max(numbers.size(), devices(directory).size());
    int missing = 0;
    for (String number : numbers) {
      missing += "1".equals(files.text(devinfo.resolve(number).resolve("missing"))) ? 1 : 0;
    }
    List<String> data = profiles(directory, "data");
    int tolerates =
        KINDS.stream()
            .flatMap(kind -> profiles(directory, kind).stream())
            .mapToInt(Btrfs::tolerates)
            .min()
            .orElse(0);
    return members < 2 || data.isEmpty()
        ? null
        : new ArrayState(
            String.join("+", data), members, missing, tolerates, "idle", -1, List.of());
  }

  private static List<String> profiles(Path directory, String kind) {
    List<String> found =
        new ArrayList<>(KernelFiles.names(directory.resolve("allocation").resolve(kind)));
    found.removeIf(name -> !Btrfs.isProfile(name));
    return found;
  }
}
