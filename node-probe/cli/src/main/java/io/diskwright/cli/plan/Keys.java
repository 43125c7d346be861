package io.diskwright.cli.plan;

import io.diskwright.cli.output.Failure;
import io.diskwright.image.ImageKey;
import java.util.List;

/** Where the keys of encrypted images come from. */
public interface Keys {
  /** For commands that open no image. */
  Keys NONE =
      name -> {
        throw new Failure(Failure.INVALID, name + " is encrypted, and no key was given");
      };

  /** The key of an image; for the caller to close. */
  ImageKey of(String name) throws Failure;

  /**
   * Throws unless there will be a key for each of these images; called before anything is made.
   *
   * @param names of the images that will be asked for
   */
  default void require(List<String> names) throws Failure {
    if (!names.isEmpty()) {
      of(names.getFirst()).close();
    }
  }
}
