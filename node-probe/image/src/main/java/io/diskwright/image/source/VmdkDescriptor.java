package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.source.Claims.Part;
import io.diskwright.image.source.RefusedException.Why;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text in a VMDK that says what it consists of. */
final class VmdkDescriptor {
  private static final int SECTOR = 512;

  /** Where QEMU looks for a parent, whatever the header says (block/vmdk.c, DESC_SIZE). */
  private static final long LOOKED_AT = 20 * SECTOR;

  private static final long MOST_SECTORS = 2048;
  private static final String PARENT = "parentFileNameHint";
  private static final Set<String> WHOLE = Set.of("monolithicsparse", "streamoptimized");
  private static final Pattern EXTENT =
      Pattern.compile("(?:RW|RDONLY|NOACCESS)\\s+(\\d+)\\s+(\\S+)(?:\\s+\"([^\"]*)\".*)?");
  private static final Pattern SETTING = Pattern.compile("([\\w.]+)\\s*=\\s*\"?([^\"]*)\"?");

  private VmdkDescriptor() {}

  /** That of {@code sectors} at {@code sector}; both are 0 where there is none. */
  static void inspect(SourceFile file, long sector, long sectors) throws RefusedException {
    long looked = Math.max(0, Math.min(LOOKED_AT, file.size() - SECTOR));
    require(!text(file, looked).contains(PARENT), Why.Reaches, "it names a parent");
    if (sector == 0) {
      return;
    }
    require(
        sector == 1 && sectors > 0 && sectors <= MOST_SECTORS,
        Why.Damaged,
        "its descriptor is "
            + Long.toUnsignedString(sectors)
            + " sectors long at sector "
            + Long.toUnsignedString(sector)
            + ", at sector 1 it belongs");
    file.takeWhole(SECTOR, sectors * SECTOR, Part.Metadata, "its descriptor");
    inspect(text(file, sectors * SECTOR));
  }

  /** Whether QEMU would take these first bytes of a file for a descriptor; vmdk_probe. */
  static boolean isOne(String start) {
    for (String line : (Iterable<String>) start.lines()::iterator) {
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        return stripped.startsWith("version=");
      }
    }
    return start.startsWith("# Disk DescriptorFile");
  }

  private static String text(SourceFile file, long length) throws RefusedException {
    ByteBuffer bytes = file.at(SECTOR, length, "its descriptor");
    return new String(bytes.array(), StandardCharsets.ISO_8859_1);
  }

  private static void inspect(String text) throws RefusedException {
    require(!text.contains(PARENT), Why.Reaches, "it names a parent");
    List<String> lines = text.split("\0", 2)[0].lines().map(String::strip).toList();
    int extents = 0;
    for (String line : lines) {
      Matcher extent = EXTENT.matcher(line);
      Matcher setting = SETTING.matcher(line);
      if (extent.matches()) {
        extents++;
        extent(extent.group(2), extent.group(3));
      } else if (setting.matches()) {
        setting(setting.group(1).toLowerCase(Locale.ROOT), setting.group(2).strip());
      }
    }
    require(extents == 1, Why.Reaches, "it consists of " + extents + " extents, not of itself");
  }

  private static void extent(String type, @Nullable String name) throws RefusedException {
    require(
        type.equals("SPARSE"),
        Why.Reaches,
        "it has an extent of type " + RefusedException.quoted(type) + " outside");
    require(
        name != null && !name.contains("/") && !name.contains("\\"),
        Why.Reaches,
        "its extent is elsewhere, " + RefusedException.quoted(String.valueOf(name)));
  }

  private static void setting(String name, String value) throws RefusedException {
    switch (name) {
      case "parentcid" ->
          require(
              value.equalsIgnoreCase("ffffffff"),
              Why.Reaches,
              "it is the child of another image, " + RefusedException.quoted(value));
      case "createtype" ->
          require(
              WHOLE.contains(value.toLowerCase(Locale.ROOT)),
              Why.Reaches,
              "it is a " + RefusedException.quoted(value) + ", not one file");
      case "changetrackpath" ->
          throw new RefusedException(
              Why.Reaches,
              "it names a file that tracks its changes, " + RefusedException.quoted(value));
      default -> {}
    }
  }
}
