package io.diskwright.image.content;

import io.diskwright.api.v1alpha1.FileSource;
import io.diskwright.api.v1alpha1.HttpSource;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.ImageOrder;
import io.diskwright.libc.Libc;
import java.time.Duration;
import java.util.OptionalLong;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** From what a spec says of an image's first content to that content. */
public final class Contents {
  private static final Duration STALL = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Libc libc;

  /** Reads by {@code libc}. */
  public Contents(Libc libc) {
    this.libc = libc;
  }

  /** Reads by the running kernel. */
  public static Contents system() {
    return new Contents(Libc.system());
  }

  /**
   * The content that {@code source} names, not yet looked at; null for zeroes.
   *
   * @throws ImageException when it is of a kind that cannot be had yet
   */
  public @Nullable Content of(@Nullable ImageSource source, Permission permission)
      throws ImageException {
    if (source == null || source.blank() != null) {
      return null;
    }
    if (source.file() != null) {
      return file(source.file(), permission);
    }
    if (source.http() != null) {
      HttpContent.requireChecksum(source.http());
      return http(source.http(), permission);
    }
    throw unsupported(source);
  }

  /** What the image has that was made by {@code order}; not yet looked at. */
  public Content image(ImageOrder order) {
    return new ImageContent(libc, order);
  }

  /**
   * Bytes the guest will see of {@code source}; nothing when it does not tell before all of it was
   * read.
   *
   * @throws ImageException why it cannot be had, or is refused
   */
  public OptionalLong size(ImageSource source, Permission permission) throws ImageException {
    if (source.file() != null) {
      return file(source.file(), permission).size();
    }
    return source.http() == null ? OptionalLong.empty() : http(source.http(), permission).size();
  }

  private FileContent file(FileSource file, Permission permission) {
    return new FileContent(libc, file.path(), file.format(), permission);
  }

  private HttpContent http(HttpSource source, Permission permission) {
    Download.Rules rules =
        new Download.Rules(
            permission.privateAddresses(),
            source.sha256() != null,
            STALL,
            PAUSE,
            (SSLSocketFactory) SSLSocketFactory.getDefault());
    return new HttpContent(libc, source, rules);
  }

  private static ImageException unsupported(ImageSource source) {
    return new ImageException(
        Kind.Failed,
        source.image() != null
            ? "spec.source.image names nothing that can be read here; name an image that is made."
            : "spec.source.claim names a claim, and only a cluster has claims; name the image that"
                + " it carries by spec.source.image.");
  }
}
