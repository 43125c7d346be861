package io.diskwright.image.content;

import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a server sends, with its checksum. */
final class HttpSupply implements Supply {
  private static final String PHASE = "downloading";

  private final String url;
  private final @Nullable String sha256;
  private final Download download;
  private final MessageDigest digest = sha256();
  private final InputStream bytes;
  private @Nullable String found;

  private HttpSupply(String url, @Nullable String sha256, Download download) {
    this.url = url;
    this.sha256 = sha256;
    this.download = download;
    this.bytes = new Digested(download);
  }

  /**
   * Connects to where {@code url} says.
   *
   * @param sha256 of all its bytes, or null when nobody knows it
   */
  static HttpSupply open(
      String url, @Nullable String sha256, Download.Rules rules, Content.Room room)
      throws ImageException {
    URI uri = uri(url);
    try {
      Download download =
          new Download(
              uri,
              rules,
              (done, total) -> {
                try {
                  room.tick(PHASE, done, Math.max(done, total));
                } catch (ImageException e) {
                  throw new StoppedException(e);
                }
              });
      return new HttpSupply(url, sha256, download);
    } catch (StoppedException e) {
      throw e.why();
    } catch (IOException e) {
      boolean refused = e instanceof SupplyException known && known.isRefused();
      throw new ImageException(
          refused ? Kind.Refused : Kind.Failed, name(url) + " " + e.getMessage() + ".", e);
    }
  }

  private static URI uri(String url) throws ImageException {
    try {
      URI uri = new URI(url).parseServerAuthority();
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("https") || scheme.equals("http"))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null) {
        return new URI(uri.toASCIIString());
      }
    } catch (java.net.URISyntaxException e) {
      throw new ImageException(
          Kind.Refused, name(url) + " is no address: " + e.getReason() + ".", e);
    }
    throw new ImageException(
        Kind.Refused,
        name(url) + " is no address of http or https with a host and without a user's name.");
  }

  @Override
  public InputStream bytes() {
    return bytes;
  }

  @Override
  public long length() {
    return download.length();
  }

  @Override
  public String phase() {
    return PHASE;
  }

  @Override
  public String name() {
    return name(url);
  }

  @Override
  public void finish() throws ImageException {
    if (sha256 == null) {
      return;
    }
    if (found == null) {
      found = HexFormat.of().formatHex(digest.digest());
    }
    if (!found.equals(sha256.toLowerCase(Locale.ROOT))) {
      throw new ImageException(
          Kind.Refused,
          name(url)
              + " has the SHA-256 "
              + found
              + ", and spec.source.http.sha256 says "
              + sha256.toLowerCase(Locale.ROOT)
              + ": it is not what was meant, or was changed on the way; ask its publisher for the"
              + " sum.");
    }
  }

  @Override
  public void close() {
    download.close();
  }

  private static String name(String url) {
    return "The source " + url;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private final class Digested extends FilterInputStream {
    Digested(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        digest.update(buffer, offset, read);
      }
      return read;
    }

    @Override
    public int available() {
      return 1; // a further member of a gz stream may follow; asking for it finds the end
    }
  }
}
