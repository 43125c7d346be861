package io.diskwright.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One VM disk: what is wanted, what was decided and why, where it is. */
@Group("diskwright.io")
@Version("v1alpha1")
@Kind("VmDiskImage")
@Plural("vmdiskimages")
@Singular("vmdiskimage")
@ShortNames("vmdi")
public final class VmDiskImage extends CustomResource<VmDiskImageSpec, VmDiskImageStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1;
}
