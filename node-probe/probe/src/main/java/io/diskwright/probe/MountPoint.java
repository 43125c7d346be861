package io.diskwright.probe;

import org.jspecify.annotations.Nullable;

/** Whether a file system is mounted just at a place, for those that are of use only then. */
final class MountPoint {
  /** A reason of the condition Ready. */
  static final String NOT_MOUNTED = "NotMounted";

  private MountPoint() {}

  /**
   * Why the place is no mount point; null when it is one.
   *
   * @param below the name of the missing directory, below the place, that is meant; or empty
   */
  static @Nullable Verdict missing(Place place, String below) {
    Mount mount = place.mount();
    if (!below.isEmpty()) {
      return no("it does not exist, and nothing is made for want of the mount");
    }
    if (!mount.point().equals(place.path())) {
      return no(
          "nothing is mounted there, and what is there belongs to the file system mounted at "
              + mount.point());
    }
    // A container is handed a directory by a mount, too, whether or not there is one on the host.
    return mount.isWhole() || place.family() == FilesystemFamily.NETWORK
        ? null
        : no(
            "what is mounted there is only the directory "
                + mount.root()
                + " of a file system, as it is where a container gets a directory of its host");
  }

  private static Verdict no(String what) {
    return Verdict.no(
        NOT_MOUNTED,
        "its pool says requireMountPoint, but "
            + what
            + "; mount the file system, or leave requireMountPoint out");
  }
}
