package io.diskwright.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The internal order to one node: make exactly this image there. */
@Group("diskwright.io")
@Version("v1alpha1")
@Kind("DiskAllocation")
@Plural("diskallocations")
@Singular("diskallocation")
@ShortNames("vmalloc")
public final class DiskAllocation extends CustomResource<DiskAllocationSpec, DiskAllocationStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
