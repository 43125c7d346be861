package io.diskwright.arrays.smis;

import io.diskwright.arrays.ArrayException;
import io.diskwright.arrays.Claims;
import io.diskwright.planner.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.metricshub.wbem.javax.cim.CIMInstance;

/** What CIM_ReplicationServiceCapabilities (SMI-S Replication Services) say. */
final class ReplicationClaims {
  private static final String TYPE = "CIM_ReplicationServiceCapabilities";

  /**
   * SupportedReplicationTypes: synchronous and asynchronous snapshots on the same array. Mirrors (2
   * to 5), remote snapshots and clones (10 on) are other volumes, not states of this one.
   */
  private static final Set<Integer> LOCAL_SNAPSHOTS = Set.of(6, 7);

  private ReplicationClaims() {}

  /**
   * A provider may speak for several arrays, and does not say which of them a service belongs to
   * without many questions more: what not every one can do is not claimed.
   */
  static void of(CimSession session, String namespace, Claims claims) throws ArrayException {
    List<List<Integer>> services = new ArrayList<>();
    session.instances(
        namespace,
        TYPE,
        new String[] {"InstanceID", "SupportedReplicationTypes"},
        service -> services.add(types(service)) && services.size() < 64);
    String said = TYPE + ": SupportedReplicationTypes=" + services;
    if (services.isEmpty()) {
      return;
    }
    if (services.stream().allMatch(ReplicationClaims::canSnapshot)) {
      claims.present(Capability.Snapshotting, null, said);
    } else if (services.stream().noneMatch(ReplicationClaims::canSnapshot)) {
      claims.absent(Capability.Snapshotting, said);
    }
  }

  private static List<Integer> types(CIMInstance service) {
    return Cim.numbers(service, "SupportedReplicationTypes");
  }

  private static boolean canSnapshot(List<Integer> types) {
    return types.stream().anyMatch(LOCAL_SNAPSHOTS::contains);
  }
}
