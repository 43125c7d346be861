package io.diskwright.cli.input;

import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import java.util.List;

/** Everything that was read, in the order of the input; valid as far as it can be told alone. */
public record Input(
    List<Read<VmDiskImage>> images,
    List<Read<StoragePool>> pools,
    List<Read<StorageDevice>> devices,
    List<Read<VmDiskClass>> classes) {}
