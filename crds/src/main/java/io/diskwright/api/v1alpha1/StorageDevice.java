package io.diskwright.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One place that can hold images, as probed on its node; it has no spec. */
@Group("diskwright.io")
@Version("v1alpha1")
@Kind("StorageDevice")
@Plural("storagedevices")
@Singular("storagedevice")
@ShortNames("vmdev")
public final class StorageDevice extends CustomResource<Void, StorageDeviceStatus> {
  private static final long serialVersionUID = 1;
}
