package io.diskwright.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** The admin's opt-in: which places on which nodes may hold images. */
@Group("diskwright.io")
@Version("v1alpha1")
@Kind("StoragePool")
@Plural("storagepools")
@Singular("storagepool")
@ShortNames("vmpool")
public final class StoragePool extends CustomResource<StoragePoolSpec, StoragePoolStatus> {
  private static final long serialVersionUID = 1;
}
