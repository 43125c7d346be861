package io.diskwright.libc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity a pool writes on the medium when it first uses a place: a random UUID, and what was
 * true of the place at that time, empty where it was not known. Everything but the UUID is there
 * for people, and to tell a copy of the file from the file.
 *
 * @param uuid in lower case
 * @param created when
 * @param filesystem identity of the file system it was made on; see {@link FilesystemId}
 * @param wwn world-wide name of the disk
 * @param serial serial number of the disk
 * @param machine machine id of the node
 * @param pool name of the pool
 */
public record Marker(
    String uuid,
    Instant created,
    String filesystem,
    String wwn,
    String serial,
    String machine,
    String pool) {
  /** The tag of a volume group or thin pool that is its marker: this, and the UUID. */
  public static final String TAG = "diskwright.id=";

  private static final String HEADER = "diskwright-identity 1";
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int LONGEST_VALUE = 256;

  /** What is no printable ASCII in a value becomes {@code ?}; a long value is cut. */
  public Marker {
    filesystem = printable(filesystem);
    wwn = printable(wwn);
    serial = printable(serial);
    machine = printable(machine);
    pool = printable(pool);
  }

  /** A new one with a random UUID, not yet written. */
  public static Marker fresh(
      Instant now, String filesystem, String wwn, String serial, String machine, String pool) {
    return new Marker(
        UUID.randomUUID().toString(),
        now.truncatedTo(ChronoUnit.SECONDS),
        filesystem,
        wwn,
        serial,
        machine,
        pool);
  }

  /** Whether {@code text} is a UUID in lower case. */
  public static boolean isUuid(String text) {
    return UUID_FORM.matcher(text).matches();
  }

  /**
   * The UUID in the tags of a volume group or of a logical volume, as LVM prints them: by commas.
   *
   * @return empty when there is none, when it is no UUID, or when there are several
   */
  public static Optional<String> ofTags(String tags) {
    String found = "";
    for (String tag : tags.split(",", -1)) {
      String trimmed = tag.strip();
      if (trimmed.startsWith(TAG)) {
        String uuid = trimmed.substring(TAG.length());
        if (!isUuid(uuid) || !found.isEmpty() && !found.equals(uuid)) {
          return Optional.empty();
        }
        found = uuid;
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** The file's content. */
  byte[] bytes() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    values().forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("uuid", uuid);
    values.put("created", created.toString());
    values.put("filesystem", filesystem);
    values.put("wwn", wwn);
    values.put("serial", serial);
    values.put("machine", machine);
    values.put("pool", pool);
    return values;
  }

  /** Reads a file's content; strict: exactly these lines, each once, in this order. */
  static Optional<Marker> parse(byte[] bytes) {
    for (byte b : bytes) {
      if (b != '\n' && (b < ' ' || b > '~')) {
        return Optional.empty();
      }
    }
    String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n", -1);
    String[] names = {"uuid", "created", "filesystem", "wwn", "serial", "machine", "pool"};
    if (lines.length != names.length + 2
        || !lines[0].equals(HEADER)
        || !lines[names.length + 1].isEmpty()) {
      return Optional.empty();
    }
    String[] values = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      String line = lines[i + 1];
      if (!line.startsWith(names[i] + "=") || line.length() > LONGEST_VALUE + names[i].length()) {
        return Optional.empty();
      }
      values[i] = line.substring(names[i].length() + 1);
    }
    if (!isUuid(values[0])) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Marker(
              values[0],
              Instant.parse(values[1]),
              values[2],
              values[3],
              values[4],
              values[5],
              values[6]));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String printable(String value) {
    String plain = value.replaceAll("[^ -~]", "?");
    return plain.length() < LONGEST_VALUE ? plain : plain.substring(0, LONGEST_VALUE - 1);
  }
}
