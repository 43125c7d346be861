package io.diskwright.image.content;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One request and its answer. The JDK's own clients look a name up by themselves, each time anew;
 * this one connects to the address that was found to be allowed, and to no other.
 */
final class HttpConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int LOOK_MILLIS = 500;
  private static final int BUFFER = 64 << 10;

  private final Socket socket;
  private final InputStream in;
  private final HttpHead head;

  private HttpConnection(Socket socket, InputStream in, HttpHead head) {
    this.socket = socket;
    this.in = in;
    this.head = head;
  }

  /** Is asked twice a second while nothing comes. */
  @FunctionalInterface
  interface Patience {
    /**
     * Throws when there was enough waiting.
     *
     * @param bytes that came by one read, or 0 when none did
     */
    void heard(int bytes) throws IOException;
  }

  /**
   * Asks for {@code uri}.
   *
   * @param addresses of its host, to be tried in turn
   * @param fields of the request besides the usual, each with its end of line
   */
  static HttpConnection open(
      URI uri, InetAddress[] addresses, SSLSocketFactory tls, String fields, Patience patience)
      throws IOException {
    boolean secure = uri.getScheme().toLowerCase(Locale.ROOT).equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    Socket socket = connect(addresses, port);
    try {
      socket.setSoTimeout(CONNECT_MILLIS);
      Socket talking = secure ? secured(socket, host(uri), port, tls) : socket;
      socket = talking;
      socket.setSoTimeout(LOOK_MILLIS);
      socket.getOutputStream().write(request(uri, fields).getBytes(US_ASCII));
      InputStream in = new BufferedInputStream(new Patient(socket, patience), BUFFER);
      return new HttpConnection(socket, in, HttpHead.read(in));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The host of {@code uri} without the brackets of an IPv6 address. */
  static String host(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Socket connect(InetAddress[] addresses, int port) throws IOException {
    IOException last = new IOException("no address");
    for (InetAddress address : addresses) {
      Socket socket = new Socket(java.net.Proxy.NO_PROXY);
      try {
        socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last;
  }

  private static Socket secured(Socket plain, String host, int port, SSLSocketFactory tls)
      throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818: the name is checked
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (SSLException e) {
      throw SupplyException.refused(
          "is not fetched: the server cannot prove that it is "
              + host
              + " ("
              + e.getMessage()
              + ")");
    }
    return socket;
  }

  private static String request(URI uri, String fields) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String port = uri.getPort() >= 0 ? ":" + uri.getPort() : "";
    return "GET "
        + path
        + query
        + " HTTP/1.1\r\nHost: "
        + uri.getHost()
        + port
        + "\r\nUser-Agent: diskwright\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
        + fields
        + "Connection: close\r\n\r\n";
  }

  HttpHead head() {
    return head;
  }

  /** The bytes after the head. */
  InputStream in() {
    return in;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  /** Reads, and asks for patience while nothing comes. */
  private static final class Patient extends Bulk {
    private final InputStream in;
    private final Patience patience;

    Patient(Socket socket, Patience patience) throws IOException {
      this.in = socket.getInputStream();
      this.patience = patience;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      while (true) {
        try {
          int read = in.read(buffer, offset, length);
          patience.heard(Math.max(0, read));
          return read;
        } catch (SocketTimeoutException e) {
          patience.heard(0);
        }
      }
    }
  }
}
