package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Ioctls;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;

/** Whether files can share their blocks: really done between two files of ours. */
final class SharingProbe implements CapabilityProbe {
  private static final String CLONE = "ioctl(FICLONE)";
  private static final String RANGE = "ioctl(FICLONERANGE)";
  private static final String DEDUPE = "ioctl(FIDEDUPERANGE)";
  private static final String REFLINK = "reflink";

  @Override
  public void ask(Place place, Findings out) {
    out.ask(
        Capability.CopyOffload, RANGE, "a copy moves every byte through us", () -> range(place));
    out.ask(Capability.Cloning, CLONE, "a second image has to be copied", () -> clone(place));
    Finding cloning = out.get(Capability.Cloning);
    out.put(Capability.Snapshotting, cloning);
    boolean shares = cloning.state() == CapabilityState.Present;
    out.ask(
        Capability.Deduplication, DEDUPE, "equal blocks stay apart", () -> dedupe(place, shares));
  }

  private static Finding clone(Place place) {
    Fd source = place.scratch().sparse();
    place.libc().ioctl(place.scratch().copy(), Ioctls.FICLONE, source.number());
    return Finding.present(REFLINK, CLONE, "0", "a file can share another's blocks until written");
  }

  private static Finding range(Place place) {
    Fd source = place.scratch().sparse();
    Fd target = place.scratch().copy();
    int length = place.scratch().block();
    byte[] request = new byte[32];
    Answer.of(request, 32)
        .putLong(0, source.number())
        .putLong(8, Scratch.SPARSE_SIZE - (long) length)
        .putLong(16, length);
    try {
      place.libc().ioctl(target, Ioctls.FICLONERANGE, request);
    } catch (ErrnoException e) {
      return notCloned(place, e);
    }
    boolean remote = place.family() == FilesystemFamily.NETWORK;
    return Finding.present(
        remote ? "server" : REFLINK, RANGE, "0", "a range is copied by reference");
  }

  /** What cannot share blocks may still copy them without us. */
  private static Finding notCloned(Place place, ErrnoException e) {
    Finding range = Finding.failed(RANGE, e, "a copy moves every byte through us");
    if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOTTY) {
      return range;
    }
    if (place.isNfs42()) {
      return ServerCopy.of(place, place.roots()).alongside(range.observation());
    }
    if (!place.countsBlocks()) {
      return SmbCopy.of(place).alongside(range.observation());
    }
    boolean mayCopy = place.family().isRemote() && !place.baseType().startsWith("nfs");
    return mayCopy
        ? Finding.unknown(
            RANGE, e.errnoName(), "the server may still copy by itself, which no call shows")
        : range;
  }

  private static Finding dedupe(Place place, boolean shares) {
    Libc libc = place.libc();
    Fd source = place.scratch().sparse();
    // The copy shares its blocks already, so where that works another equal file is needed.
    Fd twin = shares ? place.scratch().twin() : place.scratch().copy();
    int length = place.scratch().block();
    byte[] request =
        DedupeRange.request(Scratch.SPARSE_SIZE - (long) length, length, twin.number());
    libc.ioctl(source, Ioctls.FIDEDUPERANGE, request);
    DedupeRange.Result result = DedupeRange.parse(request);
    if (result.status() < 0) {
      throw new ErrnoException(DEDUPE, -result.status());
    }
    String said = "status " + result.status() + ", " + result.bytes() + " bytes shared";
    return result.shared()
        ? Finding.present("on-request", DEDUPE, said, "equal blocks are shared when asked to")
        : Finding.absent(DEDUPE, said, "equal blocks were not shared");
  }
}
