package io.diskwright.probe;

import io.diskwright.api.v1alpha1.DeviceIdentity;
import io.diskwright.libc.PathText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of a device: stable as long as file system and path are. */
final class DeviceName {
  private static final int HEX_BYTES = 4;

  private DeviceName() {}

  /** {@code node-3f9c1b2d}: the node, and a hash of the file system's identity and the path. */
  static String of(String node, DeviceIdentity identity, String canonicalPath) {
    String uuid = identity.filesystemUuid() == null ? "" : identity.filesystemUuid();
    String whole = uuid + "\0" + canonicalPath;
    byte[] hash =
        sha256(PathText.encode(whole).orElseGet(() -> whole.getBytes(StandardCharsets.UTF_8)));
    return node + "-" + HexFormat.of().formatHex(hash, 0, HEX_BYTES);
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
