package io.diskwright.agent;

import io.diskwright.image.ImageException;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.Progress;
import io.diskwright.image.Verification;
import java.nio.file.Path;
import java.util.List;

/** What the agent does to images on disk. */
interface Images {
  /**
   * Makes the directory {@code pool}, for its owner only, if it is missing and its parent is not.
   */
  void prepare(Path pool) throws ImageException;

  /** Makes the image, or finds that it is there as ordered. */
  Verification.Verified make(ImageOrder order, Progress progress) throws ImageException;

  /** Makes the image as large as ordered, or finds that it is. */
  Verification.Verified grow(ImageOrder order, Progress progress) throws ImageException;

  /** Looks whether it is as ordered. */
  Verification verify(ImageOrder order) throws ImageException;

  /**
   * Deletes the image {@code uid}; deleting what is not there is done already.
   *
   * @param filesystemUuid what the pool's file system must still be; empty when it has none
   * @param scrub whether its bytes must not be readable afterwards
   */
  void delete(Path pool, String uid, String filesystemUuid, boolean scrub) throws ImageException;

  /** Removes what killed runs left behind; returns the names. */
  List<String> sweep(Path pool) throws ImageException;
}
