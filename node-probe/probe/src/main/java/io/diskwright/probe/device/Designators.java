package io.diskwright.probe.device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names in the Device Identification page; SPC-5. The longest name that is worldwide unique is
 * taken, in the order of the kernel's own {@code device/wwid}, so that it does not depend on rights
 * which name a disk bears.
 */
final class Designators {
  private static final int HEAD = 4;
  private static final int MOST = 64;
  private static final int T10 = 1;
  private static final int EUI = 2;
  private static final int NAA = 3;
  private static final int NAME_STRING = 8;
  private static final int UUID = 10;

  /** Best first. */
  private static final List<String> ORDER =
      List.of("name", "naa16", "eui16", "eui12", "uuid16", "naa8", "eui8", "t10");

  private record Name(String kind, String text) {}

  private Designators() {}

  /** The name of the logical unit; empty when it bears none but placeholders. */
  static String wwn(Octets in) throws UnusableAnswerException {
    Octets page = ScsiPages.page(ScsiPages.IDENTIFICATION, in);
    List<Name> names = new ArrayList<>();
    int at = HEAD;
    for (int i = 0; i < MOST && at + HEAD <= page.length(); i++) {
      int length = page.u8(at + 3);
      if (at + HEAD + length > page.length()) {
        break; // the rest was cut off by the device or by us
      }
      boolean ofUnit = (page.u8(at + 1) & 0x30) == 0;
      Name name =
          ofUnit
              ? name(page.u8(at) & 0xf, page.u8(at + 1) & 0xf, page.part(at + HEAD, length))
              : null;
      if (name != null && Names.whyNoWwn(name.text) == null) {
        names.add(name);
      }
      at += HEAD + length;
    }
    return names.stream()
        .min(Comparator.comparingInt(name -> ORDER.indexOf(name.kind)))
        .map(Name::text)
        .orElse("");
  }

  private static @Nullable Name name(int codeSet, int type, Octets id)
      throws UnusableAnswerException {
    int length = id.length();
    return switch (type) {
      case NAA -> length == 8 || length == 16 ? hex("naa", id) : null;
      case EUI -> length == 8 || length == 12 || length == 16 ? hex("eui", id) : null;
      case T10 -> new Name("t10", "t10." + ascii(id));
      case NAME_STRING -> codeSet == 3 ? nameString(ascii(id)) : null;
      case UUID -> length == 18 ? new Name("uuid16", "uuid." + uuid(id.hex(2, 16))) : null;
      default -> null;
    };
  }

  private static Name hex(String kind, Octets id) throws UnusableAnswerException {
    return new Name(kind + id.length(), kind + "." + id.hex(0, id.length()));
  }

  /** Such as {@code naa.5000C500A1B2C3D4}; an iSCSI name is the target's, not the unit's alone. */
  private static @Nullable Name nameString(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith("naa.") || lower.startsWith("eui.") ? new Name("name", lower) : null;
  }

  private static String uuid(String hex) {
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  /** With the blanks inside, which pad the fields of a T10 designator. */
  private static String ascii(Octets id) {
    String text = new String(id.toBytes(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).stripTrailing();
  }
}
