package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks an NVMe namespace and its controller. */
final class NvmeQuestions {
  /** What only the device itself can say; for when it cannot be asked. */
  static final Set<Trait> ABOUT =
      EnumSet.of(
          Trait.VolatileCache,
          Trait.AtomicWrite,
          Trait.Discard,
          Trait.WriteZeroes,
          Trait.DiscardReadsZero,
          Trait.ThinProvisioned,
          Trait.EnduranceUsed,
          Trait.Wwn);

  /** NVM Express Base Specification, feature Volatile Write Cache. */
  private static final int WRITE_CACHE = 6;

  private static final String CALL = "ioctl(NVME_IOCTL_ADMIN_CMD, ";
  private static final String CONTROLLER = CALL + "Identify Controller)";
  private static final String NAMESPACE = CALL + "Identify Namespace)";
  private static final String IDS = CALL + "Namespace Identification Descriptors)";
  private static final String CACHE = CALL + "Get Features 06h)";
  private static final String HEALTH = CALL + "Get Log Page 02h)";

  private final NvmeAdmin admin;
  private final Notes notes;
  private @Nullable NvmeController controller;

  NvmeQuestions(Libc libc, Fd fd, Notes notes) {
    this.admin = new NvmeAdmin(libc, fd);
    this.notes = notes;
  }

  void ask() {
    notes.ask(CONTROLLER, ABOUT, this::controller);
    notes.ask(NAMESPACE, ABOUT, this::namespace);
    notes.ask(HEALTH, EnumSet.of(Trait.EnduranceUsed, Trait.CriticalWarning), this::health);
  }

  private void controller() throws UnusableAnswerException {
    NvmeController said = NvmeController.parse(admin.identify(NvmeController.CNS, 0));
    controller = said;
    notes.addName(Trait.Serial, said.serial(), EvidenceSource.SystemCall, CONTROLLER);
    notes.addText(Trait.Model, said.model(), EvidenceSource.SystemCall, CONTROLLER);
    notes.addText(Trait.Firmware, said.firmware(), EvidenceSource.SystemCall, CONTROLLER);
    add(Trait.Discard, said.discards(), CONTROLLER, "ONCS Dataset Management");
    add(Trait.WriteZeroes, said.writesZeroes(), CONTROLLER, "ONCS Write Zeroes");
    if (!said.security()) {
      add(Trait.OpalLocking, false, CONTROLLER, "OACS Security Send and Receive");
    }
    if (said.volatileCache()) {
      notes.ask(CACHE, Set.of(Trait.VolatileCache), this::cache);
    } else {
      add(Trait.VolatileCache, false, CONTROLLER, "VWC");
    }
  }

  private void cache() throws UnusableAnswerException {
    add(Trait.VolatileCache, (admin.feature(WRITE_CACHE) & 1) != 0, CACHE, "WCE");
  }

  private void namespace() throws UnusableAnswerException {
    int nsid = admin.namespaceId();
    Octets answer = admin.identify(NvmeNamespace.CNS, nsid);
    NvmeNamespace said = NvmeNamespace.parse(answer);
    add(Trait.ThinProvisioned, said.thin(), NAMESPACE, "NSFEAT THINP");
    add(Trait.DiscardReadsZero, said.discardReadsZero(), NAMESPACE, "DLFEAT reads zeroes");
    NvmeController above = controller;
    if (above != null) {
      long bytes = said.atomicBytes(above.atomicBlocks());
      String field = said.atomicBlocks() > 0 ? "NAWUPF " : "AWUPF ";
      int blocks = said.atomicBlocks() > 0 ? said.atomicBlocks() : above.atomicBlocks();
      notes.add(
          Trait.AtomicWrite,
          Long.toString(bytes),
          EvidenceSource.SystemCall,
          CALL + "Identify)",
          field + (blocks - 1) + ", blocks of " + said.blockBytes());
      if (above.version() >= NvmeIds.SINCE
          && notes.ask(
              IDS,
              Set.of(Trait.Wwn),
              () -> name(NvmeIds.parse(admin.identify(NvmeIds.CNS, nsid)), IDS))) {
        return;
      }
    }
    name(NvmeIds.ofNamespace(answer), NAMESPACE);
  }

  private void name(NvmeIds ids, String call) {
    notes.addName(Trait.Wwn, ids.wwn(), EvidenceSource.SystemCall, call);
  }

  private void health() throws UnusableAnswerException {
    NvmeHealth said = NvmeHealth.parse(admin.log(NvmeHealth.PAGE, NvmeHealth.SIZE));
    number(Trait.EnduranceUsed, said.percentageUsed(), "percentage used ");
    number(Trait.CriticalWarning, said.criticalWarning(), "critical warning ");
    number(Trait.MediaErrors, said.mediaErrors(), "media errors ");
  }

  private void number(Trait trait, long value, String what) {
    String text = Long.toString(value);
    notes.add(trait, text, EvidenceSource.SystemCall, HEALTH, what + text);
  }

  private void add(Trait trait, boolean set, String call, String field) {
    String result = field + (set ? " 1" : " 0");
    notes.add(trait, Boolean.toString(set), EvidenceSource.SystemCall, call, result);
  }
}
