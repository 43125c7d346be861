package io.diskwright.arrays.smis;

import io.diskwright.arrays.Deadline;
import io.diskwright.arrays.Limits;
import io.diskwright.arrays.TooMuchException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that wbem-java talks through. Left to itself it trusts every certificate, checks no
 * names and waits for ever; here each byte that comes, of the TLS handshake too, is counted and in
 * time, and certificate and name are checked before a word is said.
 */
final class GuardedSockets extends SocketFactory {
  private final @Nullable SSLContext tls;
  private final Limits limits;
  private final Deadline deadline;
  private long bytes;
  private @Nullable IOException failure;

  /**
   * For one question.
   *
   * @param tls whom to trust; null for plain HTTP
   */
  GuardedSockets(@Nullable SSLContext tls, Limits limits, Deadline deadline) {
    this.tls = tls;
    this.limits = limits;
    this.deadline = deadline;
  }

  /** What went wrong first, which is the cause of everything after. */
  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket plain = new GuardedSocket();
    try {
      plain.connect(
          new InetSocketAddress(host, port), (int) deadline.left(limits.connect()).toMillis());
      if (tls == null) {
        return plain;
      }
      SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818: the name is checked
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw first(e);
    }
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw new SocketException("not from a given address");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw new SocketException("not without a name to check");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw new SocketException("not without a name to check");
  }

  private IOException first(IOException now) {
    if (failure == null) {
      failure = now;
    }
    return now;
  }

  /** A plain socket that reads within the limits, whatever its user sets. */
  private final class GuardedSocket extends Socket {
    @Override
    public InputStream getInputStream() throws IOException {
      return new GuardedInput(this, super.getInputStream());
    }

    @Override
    public void setSoTimeout(int millis) {
      // The limits of the question hold, not those of the library.
    }

    void waitAtMost(int millis) throws SocketException {
      super.setSoTimeout(millis);
    }
  }

  private final class GuardedInput extends FilterInputStream {
    private final GuardedSocket socket;

    GuardedInput(GuardedSocket socket, InputStream in) {
      super(in);
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        socket.waitAtMost((int) deadline.left(limits.request()).toMillis());
        int count = super.read(into, offset, length);
        bytes += Math.max(count, 0);
        if (bytes > limits.totalBytes()) {
          throw new TooMuchException("more than %d bytes in all".formatted(limits.totalBytes()));
        }
        return count;
      } catch (IOException e) {
        throw first(e);
      }
    }

    @Override
    public long skip(long count) throws IOException {
      return read(new byte[(int) Math.clamp(count, 1, 4096)], 0, (int) Math.clamp(count, 1, 4096));
    }
  }
}
