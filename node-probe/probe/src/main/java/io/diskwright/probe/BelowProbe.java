package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Statx;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;

/** What the layers below the file system add: redundancy and encryption. */
final class BelowProbe implements CapabilityProbe {
  private static final String STACK = "/sys/dev/block, slaves, md/level, dm/uuid";
  private static final String SPACE_INFO =
      "ioctl(BTRFS_IOC_SPACE_INFO) + ioctl(BTRFS_IOC_DEV_INFO)";
  private static final String POLICY = "ioctl(FS_IOC_GET_ENCRYPTION_POLICY_EX)";
  private static final String UNSEEN = "what an array below keeps to itself can only be declared";

  @Override
  public void ask(Place place, Findings out) {
    out.ask(Capability.Redundancy, STACK, UNSEEN, () -> redundancy(place));
    out.ask(Capability.Encryption, POLICY, UNSEEN, () -> encryption(place));
  }

  private static Finding redundancy(Place place) {
    Stack stack = place.stack();
    Btrfs btrfs = place.btrfs();
    boolean apart = btrfs != null && btrfs.spare() >= mostOnOneDisk(stack);
    if (btrfs != null && btrfs.spare() > 0 && apart) {
      return Finding.present(
          btrfs.profileName(),
          SPACE_INFO,
          btrfs.describe(),
          btrfs.spare() == 1
              ? "any one device may be lost"
              : "any " + btrfs.spare() + " devices may be lost");
    }
    if (stack.gap() != null || place.family().isRemote()) {
      return blind(place);
    }
    if (btrfs != null) {
      return Finding.of(
          CapabilityState.Absent,
          btrfs.profileName(),
          EvidenceSource.SystemCall,
          SPACE_INFO,
          btrfs.describe(),
          btrfs.spare() > 0 ? "several devices of it lie on one disk" : notRedundant(btrfs));
    }
    return Finding.absent(STACK, stack.describe(), "no layer keeps a second copy; " + UNSEEN)
        .fromSysfs();
  }

  private static int mostOnOneDisk(Stack stack) {
    Layer filesystem = stack.first(l -> l.name().equals("btrfs") && !l.below().isEmpty());
    return filesystem == null ? 1 : StackFindings.mostOnOneDisk(filesystem);
  }

  private static String notRedundant(Btrfs btrfs) {
    if (!btrfs.missing().isEmpty()) {
      return "with a device missing, the next one to fail takes data along";
    }
    return btrfs.dataIsRedundant()
        ? "data is on several devices, but metadata is not: losing one loses the file system"
        : UNSEEN;
  }

  private static Finding encryption(Place place) {
    Stack stack = place.stack();
    String said;
    try {
      byte[] policy = new byte[8 + 24]; // size, then the longer of the two policies
      Answer.of(policy, 8).putLong(0, 24);
      place.libc().ioctl(place.base(), Ioctls.FS_IOC_GET_ENCRYPTION_POLICY_EX, policy);
      return withAttribute(
          place,
          Finding.present(
              "fscrypt", POLICY, "policy version " + policy[8], "the directory is encrypted"));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM || e.errno() == Errno.EACCES) {
        return Finding.failed(POLICY, e, "");
      }
      said = e.errnoName(); // ENODATA: could be, is not; ENOTTY, EOPNOTSUPP: cannot be
    }
    return stack.gap() != null || place.family().isRemote()
        ? blind(place)
        : withAttribute(
            place,
            Finding.absent(
                POLICY + " + " + STACK,
                said + "; " + stack.describe(),
                "no layer encrypts; " + UNSEEN));
  }

  /** With what statx(2) says of the directory, where that says anything. */
  private static Finding withAttribute(Place place, Finding finding) {
    Statx said;
    try {
      said = place.libc().statx(place.base());
    } catch (ErrnoException e) {
      return finding;
    }
    boolean set = said.has(Statx.ENCRYPTED);
    return said.knows(Statx.ENCRYPTED)
        ? finding.alongside(
            new Observation(
                EvidenceSource.SystemCall,
                "statx(STATX_ATTR_ENCRYPTED)",
                set ? "set" : "not set",
                set ? CapabilityState.Present : CapabilityState.Absent,
                null))
        : finding;
  }

  /** Where what is below cannot be seen from here. */
  static Finding blind(Place place) {
    String gap = place.stack().gap();
    String why = gap == null ? "what the server does cannot be seen from here" : gap;
    return Finding.unknown(STACK, place.stack().describe(), why).fromSysfs();
  }
}
