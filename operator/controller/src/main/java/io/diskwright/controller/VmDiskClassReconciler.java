package io.diskwright.controller;

import io.diskwright.api.v1alpha1.Conditions;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskClassStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Says of each class whether it is valid, and which default counts. */
@ControllerConfiguration(
    name = "vmdiskclass",
    fieldManager = OperatorMain.FIELD_MANAGER,
    generationAwareEventProcessing = false) // the mark of the default is an annotation
final class VmDiskClassReconciler implements Reconciler<VmDiskClass> {
  private final ClusterCache cluster;
  private final Wakeups wakeups;
  private final Conditions conditions;
  private final StatusWriter writer;

  VmDiskClassReconciler(
      ClusterCache cluster, Wakeups wakeups, Conditions conditions, StatusWriter writer) {
    this.cluster = cluster;
    this.wakeups = wakeups;
    this.conditions = conditions;
    this.writer = writer;
  }

  @Override
  public List<EventSource<?, VmDiskClass>> prepareEventSources(
      EventSourceContext<VmDiskClass> context) {
    return List.of(wakeups.classes());
  }

  @Override
  public UpdateControl<VmDiskClass> reconcile(VmDiskClass one, Context<VmDiskClass> context) {
    VmDiskClassStatus after = ClassStatus.of(one, cluster.classes(), conditions);
    if (!after.equals(one.getStatus())) {
      VmDiskClass withStatus = new VmDiskClass();
      withStatus.setMetadata(new ObjectMetaBuilder().withName(one.getMetadata().getName()).build());
      withStatus.setStatus(after);
      writer.write(one, withStatus, context);
    }
    return UpdateControl.noUpdate();
  }
}
