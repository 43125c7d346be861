package io.diskwright.probe.device;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Asks a SCSI disk, and an ATA disk behind it; what it would not say, sysfs may have kept. */
final class ScsiQuestions {
  /** What only the device itself can say; for when it cannot be asked. */
  static final Set<Trait> ABOUT =
      EnumSet.of(
          Trait.VolatileCache,
          Trait.RotationRate,
          Trait.AtomicWrite,
          Trait.Discard,
          Trait.DiscardReadsZero,
          Trait.ThinProvisioned,
          Trait.Wwn,
          Trait.Serial);

  /** Long enough for each page, and no longer than old bridges understand where that will do. */
  private static final int SHORT_PAGE = 252;

  private static final int IDENTIFICATION_PAGE = 1024;
  private static final int ATA_PAGE = 572;

  private static final String CALL = "ioctl(SG_IO, ";
  private static final String INQUIRY = CALL + "INQUIRY)";
  private static final String CAPACITY = CALL + "READ CAPACITY(16))";
  private static final String CACHING = CALL + "MODE SENSE(10) page 08h)";
  private static final String IDENTIFY = CALL + "ATA PASS-THROUGH(16) IDENTIFY DEVICE)";

  private final AttributeReader sysfs;
  private final Disk disk;
  private final Notes notes;
  private final Set<Integer> answered = new TreeSet<>();

  ScsiQuestions(AttributeReader sysfs, Disk disk, Notes notes) {
    this.sysfs = sysfs;
    this.disk = disk;
    this.notes = notes;
  }

  /** Asks the disk itself. */
  void ask(Libc libc, Fd fd) {
    ScsiDevice device = new ScsiDevice(libc, fd);
    notes.ask(
        INQUIRY, ABOUT, () -> ask(device, ScsiInquiry.parse(device.inquiry(ScsiInquiry.SIZE))));
  }

  private void ask(ScsiDevice device, ScsiInquiry who) {
    if (who.disk() && !(disk.isUsb() && !kernelHasPages())) {
      Set<Integer> pages = pages(device);
      boolean identified =
          who.ata()
              && notes.ask(
                  IDENTIFY,
                  about(ScsiPages.ATA_INFORMATION),
                  () -> call(IDENTIFY).ata(AtaIdentity.parse(device.ataIdentify())));
      if (identified) {
        answered.add(ScsiPages.ATA_INFORMATION);
      } else if ((who.ata() || disk.isUsb()) && pages.contains(ScsiPages.ATA_INFORMATION)) {
        page(device, ScsiPages.ATA_INFORMATION);
      }
      notes.ask(
          CAPACITY,
          EnumSet.of(Trait.Discard, Trait.DiscardReadsZero, Trait.ThinProvisioned),
          () -> call(CAPACITY).capacity(Capacity16.parse(device.readCapacity16())));
      notes.ask(
          CACHING,
          EnumSet.of(Trait.VolatileCache, Trait.Fua),
          () ->
              call(CACHING)
                  .caching(
                      CachingPage.parse(device.modeSense(CachingPage.CODE, CachingPage.SIZE))));
    }
    notes.addText(Trait.Model, who.product(), EvidenceSource.SystemCall, INQUIRY);
    notes.addText(Trait.Firmware, who.revision(), EvidenceSource.SystemCall, INQUIRY);
  }

  /**
   * Many sticks and bridges hang on commands that they do not know. The kernel asks for pages only
   * where it is safe, and keeps them.
   */
  private boolean kernelHasPages() {
    return sysfs.bytes(copyOf(ScsiPages.IDENTIFICATION)) != null;
  }

  /** Asks for the pages there are, but for the ATA page; returns which there are. */
  private Set<Integer> pages(ScsiDevice device) {
    String list = pageCall(ScsiPages.SUPPORTED);
    Set<Integer> there = new TreeSet<>();
    notes.ask(
        list,
        ABOUT,
        () -> there.addAll(ScsiPages.supported(device.vpd(ScsiPages.SUPPORTED, SHORT_PAGE))));
    there.retainAll(ScsiFacts.PAGES.keySet());
    for (int code : there) {
      if (code != ScsiPages.ATA_INFORMATION) {
        page(device, code);
      }
    }
    return there;
  }

  private void page(ScsiDevice device, int code) {
    String call = pageCall(code);
    if (notes.ask(call, about(code), () -> call(call).page(code, device.vpd(code, length(code))))) {
      answered.add(code);
    }
  }

  private static int length(int code) {
    return switch (code) {
      case ScsiPages.IDENTIFICATION -> IDENTIFICATION_PAGE;
      case ScsiPages.ATA_INFORMATION -> ATA_PAGE;
      default -> SHORT_PAGE;
    };
  }

  private ScsiFacts call(String call) {
    return new ScsiFacts(notes, EvidenceSource.SystemCall, call);
  }

  private static String pageCall(int code) {
    return String.format("%sINQUIRY page %02Xh)", CALL, code);
  }

  private static Set<Trait> about(int code) {
    return Objects.requireNonNullElse(ScsiFacts.PAGES.get(code), Set.of());
  }

  /** The kernel's copies of the pages that the disk was not asked, or did not answer. */
  void copies() {
    Set<Integer> wanted = new TreeSet<>(ScsiFacts.PAGES.keySet());
    wanted.removeAll(answered);
    String vendor = sysfs.text(disk.directory().resolve("device/vendor"));
    if (!"ATA".equals(vendor) && !disk.isUsb()) {
      wanted.remove(ScsiPages.ATA_INFORMATION); // what else has it does not mean it
    }
    for (int code : wanted) {
      byte[] copy = sysfs.bytes(copyOf(code));
      if (copy != null) {
        String call = "/sys/block/*/device/" + copyOf(code).getFileName();
        ScsiFacts facts = new ScsiFacts(notes, EvidenceSource.Sysfs, call);
        notes.ask(call, about(code), () -> facts.page(code, Octets.of(copy)));
      }
    }
  }

  private Path copyOf(int code) {
    String name = String.format(Locale.ROOT, "vpd_pg%x", code);
    return disk.directory().resolve("device").resolve(name);
  }
}
