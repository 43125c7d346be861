package io.diskwright.decision;

import io.diskwright.planner.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A raw view of an image in another format: a file that {@code qemu-storage-daemon} serves by FUSE.
 * Where it is on a node, and the command that serves it.
 */
public final class Export {
  /** What has a directory for each exported image; in /run, for no mount outlives its node. */
  public static final String ROOT = "/run/diskwright/exports";

  /** The raw file, where KubeVirt looks for it. */
  public static final String FILE = "disk.img";

  /** The program. */
  public static final String PROGRAM = "qemu-storage-daemon";

  /** Those of which it is known that reading, writing, flushing and discarding through it works. */
  private static final Set<ImageFormat> FORMATS =
      Set.of(ImageFormat.qcow2, ImageFormat.qed, ImageFormat.vmdk);

  private Export() {}

  /** Whether images of that format can be exported. */
  public static boolean carries(ImageFormat format) {
    return FORMATS.contains(format);
  }

  /** The directory of the image with that UID. */
  public static String directory(String uid) {
    return ROOT + "/" + uid;
  }

  /** What pods get of it. It is there only while the file is, or its dead remains. */
  public static String volume(String uid) {
    return directory(uid) + "/volume";
  }

  /** Where the file is mounted first; renamed to {@link #volume} when it is whole. */
  public static String staged(String uid) {
    return directory(uid) + "/staged";
  }

  /**
   * The command that serves {@code image} as the raw file {@code mountpoint}, until it is told to
   * end. No backing file is ever opened, whatever the image says.
   *
   * @param discards whether what the guest discards is given back: on both nodes, or it never is
   */
  public static List<String> command(
      ImageFormat format, String image, String mountpoint, boolean discards) {
    String discard = discards ? "unmap" : "ignore";
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.add("--blockdev");
    command.add(
        "{\"driver\":\"file\",\"node-name\":\"file\",\"filename\":%s,\"discard\":\"%s\",\"cache\":{\"direct\":true}}"
            .formatted(quoted(image), discard));
    command.add("--blockdev");
    command.add(
        "{\"driver\":\"%s\",\"node-name\":\"disk\",\"file\":\"file\",\"discard\":\"%s\",\"cache\":{\"direct\":true},\"backing\":null}"
            .formatted(format, discard));
    command.add("--export");
    command.add(
        "{\"type\":\"fuse\",\"id\":\"export\",\"node-name\":\"disk\",\"mountpoint\":%s,\"writable\":true,\"growable\":false,\"allow-other\":\"on\"}"
            .formatted(quoted(mountpoint)));
    return List.copyOf(command);
  }

  /** As JSON has it. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
