package io.diskwright.probe.device;

/**
 * The names of a namespace as the kernel spells them, the best first; NVM Express Base
 * Specification, Namespace Identification Descriptor list (CNS 03h).
 *
 * @param uuid or empty
 * @param nguid or empty
 * @param eui64 or empty
 */
record NvmeIds(String uuid, String nguid, String eui64) {
  static final int CNS = 3;

  /** The first version that has the list, 1.3. */
  static final long SINCE = 0x10300;

  private static final int EUI64 = 1;
  private static final int NGUID = 2;
  private static final int UUID = 3;

  static NvmeIds parse(Octets in) throws UnusableAnswerException {
    String uuid = "";
    String nguid = "";
    String eui64 = "";
    int at = 0;
    while (at + 4 <= in.length() && in.u8(at + 1) != 0) {
      int length = in.u8(at + 1);
      String id = in.hex(at + 4, length);
      switch (in.u8(at)) {
        case EUI64 -> eui64 = sized(id, 8);
        case NGUID -> nguid = sized(id, 16);
        case UUID -> uuid = sized(id, 16);
        default -> {} // the command set, and what is yet to come
      }
      at += 4 + length;
    }
    return new NvmeIds(uuid, nguid, eui64);
  }

  /** Those of Identify Namespace, which older controllers give there alone. */
  static NvmeIds ofNamespace(Octets in) throws UnusableAnswerException {
    return new NvmeIds("", in.hex(104, 16), in.hex(120, 8));
  }

  private static String sized(String hex, int bytes) {
    return hex.length() == bytes * 2 ? hex : "";
  }

  /** As drivers/nvme/host/sysfs.c spells it in wwid; empty when there is none but placeholders. */
  String wwn() {
    if (good(uuid)) {
      return "uuid."
          + String.join(
              "-",
              uuid.substring(0, 8),
              uuid.substring(8, 12),
              uuid.substring(12, 16),
              uuid.substring(16, 20),
              uuid.substring(20));
    }
    if (good(nguid)) {
      return "eui." + nguid;
    }
    return good(eui64) ? "eui." + eui64 : "";
  }

  private static boolean good(String hex) {
    return !hex.isEmpty() && Names.whyNoWwn("eui." + hex) == null;
  }
}
