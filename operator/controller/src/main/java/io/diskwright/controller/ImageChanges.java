package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The changes of an image that ask for something: not those of its status. */
final class ImageChanges implements OnUpdateFilter<VmDiskImage> {
  @Override
  public boolean accept(VmDiskImage now, VmDiskImage before) {
    ObjectMeta one = before.getMetadata();
    ObjectMeta other = now.getMetadata();
    return !Objects.equals(one.getGeneration(), other.getGeneration())
        || !Objects.equals(one.getDeletionTimestamp(), other.getDeletionTimestamp())
        || !Objects.equals(one.getFinalizers(), other.getFinalizers())
        || !Objects.equals(said(one, Annotations.VERIFY), said(other, Annotations.VERIFY))
        || !Objects.equals(said(one, Annotations.VIEW), said(other, Annotations.VIEW));
  }

  private static @Nullable String said(ObjectMeta object, String annotation) {
    Map<String, String> annotations = object.getAnnotations();
    return annotations == null ? null : annotations.get(annotation);
  }
}
