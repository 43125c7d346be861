package io.diskwright.api.v1alpha1;

/** Annotations the API gives a meaning to. */
public final class Annotations {
  /** On a VmDiskClass, with the value {@code "true"}: for images that name no class. */
  public static final String DEFAULT_CLASS = "diskwright.io/is-default-class";

  /** On a VmDiskImage, with any value: a new value has the image looked at again at once. */
  public static final String VERIFY = "diskwright.io/verify";

  /**
   * On a claim whose image is preallocated: KubeVirt passes on no discards, which would undo it.
   */
  public static final String THICK = "diskwright.io/storage.thick-provisioned";

  /** The same as CDI says it. */
  public static final String CDI_PREALLOCATED = "cdi.kubevirt.io/storage.preallocation";

  /**
   * On a VmDiskImage, with the value {@link #EXPORT}: pods and machines get it as a raw file,
   * whatever format it is stored in.
   */
  public static final String VIEW = "diskwright.io/view";

  /** Of {@link #VIEW}. */
  public static final String EXPORT = "Export";

  private Annotations() {}
}
