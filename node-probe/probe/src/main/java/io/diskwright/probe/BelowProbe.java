package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Ioctls;
import io.diskwright.planner.Capability;

/** What the layers below the file system add: redundancy and encryption. */
final class BelowProbe implements CapabilityProbe {
  private static final String STACK = "/sys/dev/block, slaves, md/level, dm/uuid";
  private static final String SPACE_INFO = "ioctl(BTRFS_IOC_SPACE_INFO)";
  private static final String POLICY = "ioctl(FS_IOC_GET_ENCRYPTION_POLICY_EX)";
  private static final String UNSEEN = "what an array below keeps to itself can only be declared";

  @Override
  public void ask(Place place, Findings out) {
    out.put(Capability.Redundancy, redundancy(place));
    out.put(Capability.Encryption, encryption(place));
  }

  private static Finding redundancy(Place place) {
    Stack stack = place.stack();
    Btrfs btrfs = place.btrfs();
    if (btrfs != null && btrfs.redundant()) {
      return Finding.present(
          btrfs.profileName(), SPACE_INFO, btrfs.profileName(), "data is on several devices");
    }
    if (stack.gap() != null || place.family().isRemote()) {
      return blind(place);
    }
    if (btrfs != null) {
      Finding no = Finding.absent(SPACE_INFO, btrfs.profileName(), UNSEEN);
      return new Finding(no.state(), btrfs.profileName(), no.evidence());
    }
    return Finding.absent(STACK, stack.describe(), "no layer keeps a second copy; " + UNSEEN)
        .fromSysfs();
  }

  private static Finding encryption(Place place) {
    Stack stack = place.stack();
    String said;
    try {
      byte[] policy = new byte[8 + 24]; // size, then the longer of the two policies
      Answer.of(policy, 8).putLong(0, 24);
      place.libc().ioctl(place.base(), Ioctls.FS_IOC_GET_ENCRYPTION_POLICY_EX, policy);
      return Finding.present(
          "fscrypt", POLICY, "policy version " + policy[8], "the directory is encrypted");
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
        return Finding.failed(POLICY, e, "");
      }
      said = e.errnoName(); // ENODATA: could be, is not; ENOTTY, EOPNOTSUPP: cannot be
    }
    return stack.gap() != null || place.family().isRemote()
        ? blind(place)
        : Finding.absent(
            POLICY + " + " + STACK, said + "; " + stack.describe(), "no layer encrypts; " + UNSEEN);
  }

  /** Where what is below cannot be seen from here. */
  static Finding blind(Place place) {
    String gap = place.stack().gap();
    String why = gap == null ? "what the server does cannot be seen from here" : gap;
    return Finding.unknown(STACK, place.stack().describe(), why).fromSysfs();
  }
}
