package io.diskwright.controller;

import io.diskwright.api.v1alpha1.AllocationResult;
import io.diskwright.api.v1alpha1.Annotations;
import io.diskwright.api.v1alpha1.ByteSize;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.DiskAllocationSpec;
import io.diskwright.api.v1alpha1.Labels;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.decision.Export;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.LocalVolumeSource;
import io.fabric8.kubernetes.api.model.LocalVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The PersistentVolume and the claim that hand an image over: the volume is the directory of the
 * raw file, or that of its raw view, in which KubeVirt looks for {@code disk.img}. Pure.
 */
final class Claims {
  static final String VOLUME_MODE = "Filesystem";

  /** On a Node: what a local volume is tied to. */
  static final String HOST_NAME = "kubernetes.io/hostname";

  static final String STORAGE = "storage";

  private static final String ENCRYPTION = "encrypt.format";
  private static final String ACCESS = "ReadWriteOnce";
  private static final String TRUE = "true";
  private static final int LABEL_LIMIT = 63;

  private Claims() {}

  /** Whether what is ordered is a file that a claim can carry as it is, without an export. */
  static boolean carry(DiskAllocationSpec order) {
    return order.format() == ImageFormat.raw
        && order.target().directory() != null
        && !order.options().containsKey(ENCRYPTION);
  }

  /** The name of the volume of {@code image}: another image of the same name has another. */
  static String volumeName(HasMetadata image) {
    return volumeName(image.getMetadata().getUid());
  }

  /** The name of the volume of the image with that UID. */
  static String volumeName(String uid) {
    return "diskwright-" + uid;
  }

  /** Whether {@code claim} was made for {@code image}; what it claims cannot be changed. */
  static boolean isOf(HasMetadata image, PersistentVolumeClaim claim) {
    return volumeName(image).equals(claim.getSpec().getVolumeName());
  }

  /** The labels that the volume and the claim of {@code image} are found by. */
  static Map<String, String> labels(HasMetadata image) {
    Map<String, String> labels = new HashMap<>();
    labels.put(Labels.IMAGE_UID, image.getMetadata().getUid());
    if (image.getMetadata().getName().length() <= LABEL_LIMIT) {
      labels.put(Labels.IMAGE, image.getMetadata().getName());
    }
    return labels;
  }

  /**
   * The claim of {@code image}.
   *
   * @param made what is on disk
   * @param there the claim that is there already: its request stays, for the API server refuses to
   *     raise it without a storage class that says it may grow
   */
  static PersistentVolumeClaim claim(
      VmDiskImage image,
      DiskAllocationSpec order,
      AllocationResult made,
      @Nullable PersistentVolumeClaim there) {
    boolean thick = order.policy() != AllocationPolicy.Thin;
    return new PersistentVolumeClaimBuilder()
        .withMetadata(
            metadata(image, image.getMetadata().getName())
                .withNamespace(image.getMetadata().getNamespace())
                .withUid(there == null ? null : there.getMetadata().getUid())
                .withAnnotations(
                    thick
                        ? Map.of(Annotations.THICK, TRUE, Annotations.CDI_PREALLOCATED, TRUE)
                        : Map.of())
                .withOwnerReferences(Ownership.of(image))
                .build())
        .withNewSpec()
        .withAccessModes(ACCESS)
        .withStorageClassName("") // no class, and not the default one either
        .withVolumeMode(VOLUME_MODE)
        .withVolumeName(volumeName(image))
        .withNewResources()
        .addToRequests(
            STORAGE,
            there == null
                ? ByteSize.of(made.virtualBytes())
                : there.getSpec().getResources().getRequests().get(STORAGE))
        .endResources()
        .endSpec()
        .build();
  }

  /**
   * The volume of {@code image}. It is the order that says where the image is, not what its agent
   * reports: no agent can have another directory of its node handed over.
   *
   * @param made what is on disk
   */
  static PersistentVolume volume(
      VmDiskImage image, DiskAllocation order, AllocationResult made, Ties ties) {
    return new PersistentVolumeBuilder()
        .withMetadata(metadata(image, volumeName(image)).build())
        .withNewSpec()
        .addToCapacity(STORAGE, ByteSize.of(made.virtualBytes()))
        .withAccessModes(ACCESS)
        .withPersistentVolumeReclaimPolicy("Retain") // whether it goes is the image's to say
        .withStorageClassName("")
        .withVolumeMode(VOLUME_MODE)
        .withLocal(carry(order.getSpec()) ? local(order) : null)
        .withHostPath(carry(order.getSpec()) ? null : exported(image))
        .withNewClaimRef()
        .withApiVersion("v1")
        .withKind("PersistentVolumeClaim")
        .withNamespace(image.getMetadata().getNamespace())
        .withName(image.getMetadata().getName())
        .withUid(ties.claimUid())
        .endClaimRef()
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey(HOST_NAME)
        .withOperator("In")
        .withValues(ties.hostName())
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec()
        .build();
  }

  private static LocalVolumeSource local(DiskAllocation order) {
    return new LocalVolumeSourceBuilder().withPath(directory(order)).build();
  }

  /**
   * A local volume is bound without what is mounted below it, and so would show the empty file
   * beneath; one of a host path has it. It starts no pod where the directory is not there.
   */
  private static HostPathVolumeSource exported(HasMetadata image) {
    return new HostPathVolumeSourceBuilder()
        .withPath(Export.volume(image.getMetadata().getUid()))
        .withType("Directory")
        .build();
  }

  /** Whether {@code volume} is of an export. */
  static boolean isExport(@Nullable PersistentVolume volume) {
    return volume != null && volume.getSpec().getHostPath() != null;
  }

  /** The file of {@code order} on its node. */
  static String file(DiskAllocation order) {
    return directory(order) + "/disk." + order.getSpec().format();
  }

  private static String directory(DiskAllocation order) {
    return order.getSpec().target().directory() + "/" + order.getSpec().image().uid();
  }

  /**
   * What a volume is tied to.
   *
   * @param claimUid its claim: no other of the same name, made later, gets it
   * @param hostName the host, as the label of its node says
   */
  record Ties(String claimUid, String hostName) {}

  /** The host that {@code volume} is tied to. */
  static String hostName(PersistentVolume volume) {
    return volume
        .getSpec()
        .getNodeAffinity()
        .getRequired()
        .getNodeSelectorTerms()
        .getFirst()
        .getMatchExpressions()
        .getFirst()
        .getValues()
        .getFirst();
  }

  private static ObjectMetaBuilder metadata(VmDiskImage image, String name) {
    return new ObjectMetaBuilder().withName(name).withLabels(labels(image));
  }
}
