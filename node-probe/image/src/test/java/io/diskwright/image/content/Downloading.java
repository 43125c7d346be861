package io.diskwright.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.api.v1alpha1.HttpSource;
import io.diskwright.image.Allocator;
import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.Progress;
import io.diskwright.libc.Libc;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** An image that is made from what a server has. */
abstract class Downloading {
  static final String UID = "0b1c2d3e-0000-4000-8000-000000000001";
  static final byte[] DISK = disk(3 << 20);

  @TempDir Path pool;

  private static byte[] disk(int length) {
    byte[] disk = new byte[length];
    new Random(7).nextBytes(disk);
    Arrays.fill(disk, 1 << 20, 2 << 20, (byte) 0);
    return disk;
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  static Content content(String url, @Nullable String sha256) {
    return content(url, sha256, true, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  static Content content(
      String url, @Nullable String sha256, boolean anywhere, SSLSocketFactory tls) {
    return new HttpContent(
        Libc.system(),
        new HttpSource(url, sha256, sha256 == null ? true : null, null),
        new Download.Rules(
            anywhere, sha256 != null, Duration.ofMillis(700), Duration.ofMillis(1), tls));
  }

  ImageOrder order(long size) {
    return new ImageOrder(
        UID,
        pool,
        PlaceIdentity.UNKNOWN,
        size,
        AllocationPolicy.Thin,
        ImageFormat.raw,
        new TreeMap<>(Map.of("preallocation", "off")));
  }

  byte[] made(Content content) throws Exception {
    Path file = Allocator.system().make(order(DISK.length), null, content, Progress.NONE).path();
    return java.nio.file.Files.readAllBytes(file);
  }

  void assertRefused(Content content, Kind kind, String... parts) {
    assertThatThrownBy(() -> made(content))
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContainingAll(parts)
        .hasMessageContaining("Nothing was left");
    assertThat(pool.toFile().list()).isEmpty();
  }
}
