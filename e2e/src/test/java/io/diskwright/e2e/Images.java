package io.diskwright.e2e;

import java.util.List;

/** VmDiskImage documents as a user writes them. */
final class Images {

  static final List<String> FORMATS = List.of("raw", "qcow2", "qed", "vmdk", "vdi", "vhdx", "vpc");

  private Images() {}

  /** One document; {@code spec} is the inside of the flow mapping. */
  static String image(String name, String spec) {
    return """
    ---
    apiVersion: diskwright.io/v1alpha1
    kind: VmDiskImage
    metadata: {name: "%s"}
    spec: {%s}
    """
        .formatted(name, spec);
  }
}
