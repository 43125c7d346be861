package io.diskwright.image.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The bytes at an address; where the connection breaks, the rest is asked for anew, as long as the
 * server says that it is still the same.
 */
final class Download extends Bulk {
  private static final int REDIRECTS = 5;
  private static final int TRIES = 5;
  private static final long LEAST_BYTES = 64 << 10;

  private final URI uri;
  private final Rules rules;
  private final Ticks ticks;
  private @Nullable HttpConnection connection;
  private @Nullable InputStream body;
  private Optional<String> validator = Optional.empty();
  private long total = -1;
  private long position;
  private int broken;
  private long windowStart;
  private long windowBytes;

  /** Hears twice a second how far it is; throws when it must stop. */
  @FunctionalInterface
  interface Ticks {
    void at(long done, long total) throws IOException;
  }

  /**
   * What is allowed.
   *
   * @param anywhere whether private addresses may be connected to
   * @param checked whether the bytes are compared with a checksum in the end
   * @param stall how long a server may send next to nothing
   * @param pause before the first try anew; the next ones double it
   */
  record Rules(
      boolean anywhere, boolean checked, Duration stall, Duration pause, SSLSocketFactory tls) {}

  /** Connects, and reads what the server says of it. */
  Download(URI uri, Rules rules, Ticks ticks) throws IOException {
    this.uri = uri;
    this.rules = rules;
    this.ticks = ticks;
    while (body == null) {
      try {
        body = begin();
      } catch (IOException e) {
        again(e);
      }
    }
  }

  /** Bytes in all; -1 when the server does not say. */
  long length() {
    return total;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (true) {
      try {
        InputStream from = body == null ? resume() : body;
        body = from;
        int read = from.read(buffer, offset, length);
        if (read > 0) {
          position += read;
          broken = 0;
        } else if (length > 0) {
          total = position;
        }
        return read;
      } catch (IOException e) {
        again(e);
      }
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
    connection = null;
    body = null;
  }

  private InputStream begin() throws IOException {
    HttpConnection opened = follow("");
    HttpHead head = opened.head();
    if (head.status() != 200) {
      throw unwanted(head);
    }
    total = head.length();
    if (total < 0 && !head.isChunked() && !rules.checked()) {
      throw SupplyException.refused(
          "is not taken: the server does not say how long it is, and there is no sha256 to tell"
              + " whether all of it came; give one");
    }
    validator = head.validator();
    return new HttpBody(head, opened.in());
  }

  private InputStream resume() throws IOException {
    if (validator.isEmpty() && !rules.checked()) {
      throw SupplyException.refused(
          "broke off at byte "
              + position
              + ", and neither the server nor a sha256 tells whether the rest would be of the same;"
              + " try again, or give its sha256");
    }
    String condition = validator.map(tag -> "If-Range: " + tag + "\r\n").orElse("");
    HttpConnection opened = follow("Range: bytes=" + position + "-\r\n" + condition);
    HttpHead head = opened.head();
    boolean same = head.validator().equals(validator);
    if (head.status() == 206 && same) {
      long now = head.rangeTotal(position);
      if (now < 0 || (total >= 0 && now != total)) {
        throw SupplyException.refused("is another now: the server sent a part that does not fit");
      }
      total = now;
      return new HttpBody(head, opened.in());
    } else if (head.status() == 200 && same && (total < 0 || head.length() == total)) {
      InputStream whole = new HttpBody(head, opened.in()); // it knows no parts
      whole.skipNBytes(position);
      return whole;
    } else if (head.status() == 200 || head.status() == 206) {
      throw SupplyException.refused(
          "was changed on the server while it was fetched, at byte " + position + "; try again");
    }
    throw unwanted(head);
  }

  /** Asks, and goes where the server says, but not far and not to where it is less safe. */
  private HttpConnection follow(String fields) throws IOException {
    URI at = uri;
    for (int i = 0; i <= REDIRECTS; i++) {
      InetAddress[] addresses = Addresses.of(HttpConnection.host(at), rules.anywhere());
      windowStart = System.nanoTime();
      windowBytes = 0;
      HttpConnection opened = HttpConnection.open(at, addresses, rules.tls(), fields, this::heard);
      connection = opened;
      if (!opened.head().isRedirect()) {
        return opened;
      }
      opened.close();
      at = next(at, opened.head().field("location").orElse(""));
    }
    throw SupplyException.refused("is not fetched: more than " + REDIRECTS + " redirects");
  }

  private static URI next(URI from, String location) throws SupplyException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw SupplyException.refused("is not fetched: the server redirects to no address");
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean known = scheme.equals("https") || scheme.equals("http");
    if (location.isEmpty() || !known || to.getHost() == null || to.getRawUserInfo() != null) {
      throw SupplyException.refused("is not fetched: the server redirects to no address");
    }
    if (scheme.equals("http") && from.getScheme().equalsIgnoreCase("https")) {
      throw SupplyException.refused(
          "is not fetched: the server redirects from https to http, where anybody could answer");
    }
    return to;
  }

  private void heard(int bytes) throws IOException {
    ticks.at(position, total);
    windowBytes += bytes;
    long waited = System.nanoTime() - windowStart;
    if (waited > rules.stall().toNanos()) {
      if (windowBytes < LEAST_BYTES) {
        throw new IOException(
            "the server sent "
                + windowBytes
                + " bytes in "
                + rules.stall().toMillis() / 1000.0
                + " s");
      }
      windowStart = System.nanoTime();
      windowBytes = 0;
    }
  }

  private static IOException unwanted(HttpHead head) {
    String said = "the server answered " + head.status() + " " + head.reason();
    boolean later = head.status() == 429 || head.status() >= 500;
    return later ? new IOException(said) : SupplyException.refused("is not to be had: " + said);
  }

  /** Waits before the next try, or gives up. */
  private void again(IOException e) throws IOException {
    close();
    if (e instanceof SupplyException known && known.isRefused() || e instanceof StoppedException) {
      throw e;
    }
    broken++;
    if (broken == TRIES) {
      throw new SupplyException(
          "broke off at byte "
              + position
              + (total < 0 ? "" : " of " + total)
              + " "
              + TRIES
              + " times, at last because "
              + (e.getMessage() == null ? e.toString() : e.getMessage())
              + "; look at the server and the network",
          e);
    }
    long end = System.nanoTime() + (rules.pause().toNanos() << broken - 1);
    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
      ticks.at(position, total);
      LockSupport.parkNanos(Math.min(end - now, 200_000_000L));
    }
  }
}
