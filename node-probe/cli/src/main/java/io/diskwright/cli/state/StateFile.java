package io.diskwright.cli.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.diskwright.api.v1alpha1.DiskAllocation;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of one image: a {@code List} of the VmDiskImage and its DiskAllocation, as JSON. */
final class StateFile {
  static final String SUFFIX = ".json";

  private static final int LONGEST_FILE_NAME = 255;
  private static final int KEPT_OF_LONG_NAME = 180;

  private StateFile() {}

  /**
   * The name of the file of the image {@code name}. A name of 253 characters leaves no room for the
   * suffix: it is cut, and its hash put there.
   */
  static String name(String name) {
    if (name.length() + SUFFIX.length() <= LONGEST_FILE_NAME) {
      return name + SUFFIX;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return name.substring(0, KEPT_OF_LONG_NAME) + "-" + HexFormat.of().formatHex(hash) + SUFFIX;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What to write. */
  static byte[] bytes(StoredImage stored) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("items", List.of(stored.image(), stored.order()));
    return (Json.text(list) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The image in {@code bytes}, which were read from {@code file} in {@code target}. */
  static StoredImage parse(Path target, Path file, byte[] bytes) throws Failure {
    try {
      JsonNode items = Json.mapper().readTree(bytes).path("items");
      VmDiskImage image = Json.mapper().treeToValue(items.path(0), VmDiskImage.class);
      DiskAllocation order = Json.mapper().treeToValue(items.path(1), DiskAllocation.class);
      if (image == null
          || order == null
          || image.getSpec() == null
          || order.getSpec() == null
          || image.getStatus() == null
          || image.getStatus().decision() == null) {
        throw damaged(file, null);
      }
      return new StoredImage(target, image, order);
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  private static Failure damaged(Path file, @Nullable Exception cause) {
    String message =
        file
            + " is damaged; the images are untouched: restore the file from a backup, or move it"
            + " away and apply the image again";
    return cause == null
        ? new Failure(Failure.FAILED, message)
        : new Failure(Failure.FAILED, message, cause);
  }
}
