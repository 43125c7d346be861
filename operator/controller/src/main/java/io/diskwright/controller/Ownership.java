package io.diskwright.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** What is made for an image is the image's, and goes with it. */
final class Ownership {
  private Ownership() {}

  /** The reference to {@code image}, which controls what bears it. */
  static OwnerReference of(HasMetadata image) {
    return new OwnerReferenceBuilder()
        .withApiVersion(image.getApiVersion())
        .withKind(image.getKind())
        .withName(image.getMetadata().getName())
        .withUid(image.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
