package io.diskwright.image;

import java.nio.file.Path;
import java.util.List;

/** Makes, deletes and sweeps images; one implementation for the agent and the command line. */
public final class Allocator {
  /**
   * Makes the image, or finds that it is there as ordered; idempotent, and safe to kill at any
   * step.
   *
   * @throws ImageException what went wrong, and that nothing was left
   */
  public Verification.Verified make(ImageOrder order, Progress progress) throws ImageException {
    throw new ImageException(ImageException.Kind.Failed, order.uid());
  }

  /**
   * Deletes the image {@code uid}; deleting what is not there is done already.
   *
   * @param filesystemUuid what the pool's file system must still be; empty when it has none
   */
  public void delete(Path pool, String uid, String filesystemUuid) throws ImageException {
    throw new ImageException(ImageException.Kind.Failed, uid);
  }

  /**
   * Removes what killed runs left behind in {@code pool}, but nothing that a live process is
   * making.
   */
  public List<String> sweep(Path pool) throws ImageException {
    throw new ImageException(ImageException.Kind.Failed, pool.toString());
  }
}
