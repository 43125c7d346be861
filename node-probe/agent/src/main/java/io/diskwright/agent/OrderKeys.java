package io.diskwright.agent;

import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.SealingKey;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import java.util.Optional;

/** The keys of encrypted images, which reach this node sealed. */
interface OrderKeys {
  /** What they are to be sealed to; empty when this node can open none. */
  Optional<SealingKey> published();

  /**
   * The key of the image of {@code order}; for the caller to close.
   *
   * @throws ImageException when there is none, or it cannot be opened here
   */
  ImageKey open(DiskAllocation order) throws ImageException;
}
