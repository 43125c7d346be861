package io.diskwright.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and tags of our volumes. A volume without our tag is somebody else's, whatever its name.
 */
final class VolumeNames {
  /** The tag of a volume that is not finished. */
  static final String MAKING = "diskwright.io/making";

  private static final String PREFIX = "dw-";
  private static final String UNFINISHED = ".making";
  private static final String CONDEMNED = ".gone";
  private static final String UID_TAG = "diskwright.io/uid=";
  private static final Pattern LEFTOVER =
      Pattern.compile("dw-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(?:making|gone)");

  private VolumeNames() {}

  /** Of a finished volume. */
  static String finished(String uid) {
    return PREFIX + uid;
  }

  /** Of one that is being made. */
  static String unfinished(String uid) {
    return PREFIX + uid + UNFINISHED;
  }

  /** Of one that is being overwritten before it is removed. */
  static String condemned(String uid) {
    return PREFIX + uid + CONDEMNED;
  }

  static boolean isCondemned(String name) {
    return name.endsWith(CONDEMNED);
  }

  /** The tag that says whose image it is. */
  static String tag(String uid) {
    return UID_TAG + uid;
  }

  /** The UID in the name of a volume that a stopped run left behind. */
  static Optional<String> leftover(String name) {
    Matcher matcher = LEFTOVER.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
