package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the answers of a SCSI disk say, whether it gave them itself or sysfs kept a copy. */
final class ScsiFacts {
  /** The pages that are read, and what each is about. */
  static final Map<Integer, Set<Trait>> PAGES =
      Map.of(
          ScsiPages.SERIAL, EnumSet.of(Trait.Serial),
          ScsiPages.IDENTIFICATION, EnumSet.of(Trait.Wwn),
          ScsiPages.ATA_INFORMATION, EnumSet.of(Trait.VolatileCache, Trait.RotationRate),
          ScsiPages.BLOCK_LIMITS, EnumSet.of(Trait.AtomicWrite),
          ScsiPages.CHARACTERISTICS, EnumSet.of(Trait.RotationRate),
          ScsiPages.PROVISIONING, EnumSet.of(Trait.Discard, Trait.ThinProvisioned));

  private final Notes notes;
  private final EvidenceSource source;
  private final String call;

  ScsiFacts(Notes notes, EvidenceSource source, String call) {
    this.notes = notes;
    this.source = source;
    this.call = call;
  }

  /** Takes down one of {@link #PAGES}. */
  void page(int code, Octets answer) throws UnusableAnswerException {
    switch (code) {
      case ScsiPages.SERIAL -> notes.addName(Trait.Serial, ScsiPages.serial(answer), source, call);
      case ScsiPages.IDENTIFICATION ->
          notes.addName(Trait.Wwn, Designators.wwn(answer), source, call);
      case ScsiPages.ATA_INFORMATION -> ata(AtaIdentity.parse(ScsiPages.ataInformation(answer)));
      case ScsiPages.BLOCK_LIMITS -> limits(ScsiPages.Limits.parse(answer));
      case ScsiPages.CHARACTERISTICS -> characteristics(ScsiPages.Characteristics.parse(answer));
      case ScsiPages.PROVISIONING -> provisioning(ScsiPages.Provisioning.parse(answer));
      default -> throw new IllegalArgumentException("page " + code);
    }
  }

  void ata(AtaIdentity said) {
    notes.addText(Trait.Model, said.model(), source, call);
    notes.addText(Trait.Firmware, said.firmware(), source, call);
    if (!said.serial().isEmpty()) {
      notes.addName(Trait.Serial, said.serial(), source, call);
    }
    if (!said.wwn().isEmpty()) {
      notes.addName(Trait.Wwn, said.wwn(), source, call);
    }
    medium(said.rotationRate(), said.formFactor(), "word 217");
    flag(Trait.Discard, said.trim(), "TRIM");
    flag(Trait.DiscardReadsZero, said.trimReadsZero(), "RZAT");
    if (said.writeCache() != null) {
      flag(Trait.VolatileCache, said.writeCache(), "write cache");
    }
  }

  private void limits(ScsiPages.Limits said) {
    long block = notes.number(Trait.LogicalBlock);
    if (block > 0) {
      String bytes = Long.toString(said.atomicBlocks() * block);
      String field = "maximum atomic transfer length " + said.atomicBlocks();
      notes.add(Trait.AtomicWrite, bytes, source, call, field);
    }
  }

  private void characteristics(ScsiPages.Characteristics said) {
    medium(said.rotationRate(), said.formFactor(), "medium rotation rate");
    if (said.zoned()) {
      notes.add(Trait.Zoned, "host-aware", source, call, "ZONED 1");
    }
  }

  private void provisioning(ScsiPages.Provisioning said) {
    flag(Trait.Discard, said.unmaps(), "LBPU, LBPWS or LBPWS10");
    flag(Trait.DiscardReadsZero, said.readsZero(), "LBPRZ");
    if (said.type() != 0) {
      flag(Trait.ThinProvisioned, said.type() == 2, "provisioning type " + said.type() + ", thin");
    }
  }

  void capacity(Capacity16 said) {
    flag(Trait.Discard, said.provisioned(), "LBPME");
    flag(Trait.DiscardReadsZero, said.provisioned() && said.readsZero(), "LBPME and LBPRZ");
    if (!said.provisioned()) {
      flag(Trait.ThinProvisioned, false, "LBPME");
    }
  }

  void caching(CachingPage said) {
    flag(Trait.VolatileCache, said.writeCache(), "WCE");
    flag(Trait.Fua, said.fua(), "DPOFUA");
  }

  private void medium(int rotationRate, String formFactor, String field) {
    if (rotationRate != 0) {
      String rate = Integer.toString(rotationRate);
      notes.add(Trait.RotationRate, rate, source, call, field + " " + rate);
    }
    notes.addText(Trait.FormFactor, formFactor, source, call);
  }

  private void flag(Trait trait, boolean set, String field) {
    notes.add(trait, Boolean.toString(set), source, call, field + (set ? " 1" : " 0"));
  }
}
