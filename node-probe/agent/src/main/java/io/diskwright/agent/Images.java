package io.diskwright.agent;

import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Progress;
import io.diskwright.image.Verification;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Marker;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the agent does to images on disk. */
interface Images {
  /**
   * Makes the directory {@code pool}, for its owner only, if it is missing and its parent is not.
   *
   * @param identity what it must be, or, when it is missing, what its file system must be
   */
  void prepare(Path pool, PlaceIdentity identity) throws ImageException;

  /**
   * Writes the marker of {@code pool} if it has none.
   *
   * @return the UUID of the one that is there then
   */
  String identify(Path pool, PlaceIdentity identity, Marker fresh) throws ImageException;

  /**
   * Makes the image, or finds that it is there as ordered.
   *
   * @param key what opens it, if it is encrypted
   * @param source of its first content; null for zeroes
   * @param image finds how the image was ordered that {@code source} names, if it names one; not
   *     asked when the image is there
   * @param permission what that may reach
   */
  Verification.Verified make(
      ImageOrder order,
      @Nullable ImageKey key,
      @Nullable ImageSource source,
      Finder image,
      Permission permission,
      Progress progress)
      throws ImageException;

  /** Finds another image. */
  interface Finder {
    /**
     * How it was ordered.
     *
     * @throws ImageException why it cannot be read now
     */
    ImageOrder find() throws ImageException;
  }

  /**
   * Makes the image as large as ordered, or finds that it is.
   *
   * @param key what opens it, if it is encrypted
   */
  Verification.Verified grow(ImageOrder order, @Nullable ImageKey key, Progress progress)
      throws ImageException;

  /** Gives a preallocated image space back that it lost; refuses while it is in use. */
  Verification.Verified repair(ImageOrder order, Progress progress) throws ImageException;

  /** Looks whether it is as ordered. */
  Verification verify(ImageOrder order) throws ImageException;

  /**
   * Deletes the image {@code uid}; deleting what is not there is done already.
   *
   * @param identity what the pool must still be
   * @param scrub whether its bytes must not be readable afterwards
   */
  void delete(Path pool, String uid, PlaceIdentity identity, boolean scrub) throws ImageException;

  /** Removes what killed runs left behind; returns the names. */
  List<String> sweep(Path pool, PlaceIdentity identity) throws ImageException;
}
