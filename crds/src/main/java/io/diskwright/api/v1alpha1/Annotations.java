package io.diskwright.api.v1alpha1;

/** Annotations the API gives a meaning to. */
public final class Annotations {
  /** On a VmDiskClass, with the value {@code "true"}: for images that name no class. */
  public static final String DEFAULT_CLASS = "diskwright.io/is-default-class";

  private Annotations() {}
}
