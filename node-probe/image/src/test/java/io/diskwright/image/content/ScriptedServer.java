package io.diskwright.image.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/** A server on loopback that answers as it is told, also as no server should. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listening;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = Collections.synchronizedSet(new HashSet<>());
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What is answered. */
  @FunctionalInterface
  interface Script {
    /** Answers the {@code number}th request, from 1; the connection is closed when it returns. */
    void answer(int number, String request, Answer answer) throws IOException;
  }

  ScriptedServer(Script script) throws IOException {
    this(ServerSocketFactory.getDefault(), script);
  }

  ScriptedServer(ServerSocketFactory sockets, Script script) throws IOException {
    this.script = script;
    this.listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  /** Of http, at that path. */
  String url(String path) {
    return "http://127.0.0.1:" + listening.getLocalPort() + path;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The heads of all requests so far. */
  List<String> requests() {
    return requests;
  }

  private void serve() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      StringBuilder head = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        int one = in.read();
        if (one < 0) {
          return;
        }
        head.append((char) one);
      }
      requests.add(head.toString());
      script.answer(requests.size(), head.toString(), new Answer(socket.getOutputStream()));
    } catch (IOException e) {
      // The client went away.
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listening.close();
    for (Socket socket : open.toArray(Socket[]::new)) {
      socket.close();
    }
  }

  /** One answer. */
  final class Answer {
    private final OutputStream out;

    Answer(OutputStream out) {
      this.out = out;
    }

    /** Sends a head: the status, then fields. */
    Answer head(String... lines) throws IOException {
      out.write(("HTTP/1.1 " + String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
      out.flush();
      return this;
    }

    Answer bytes(byte[] bytes, int from, int to) throws IOException {
      out.write(bytes, from, to - from);
      out.flush();
      return this;
    }

    Answer text(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
      return this;
    }

    /** The whole as a good server sends it, or what follows {@code Range}. */
    void all(byte[] bytes, String request, String... more) throws IOException {
      int from = rangeStart(request);
      String fields = more.length == 0 ? "" : "\r\n" + String.join("\r\n", more);
      if (from == 0) {
        head("200 OK", "Content-Length: " + bytes.length + fields);
      } else {
        head(
            "206 Partial Content",
            "Content-Range: bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length),
            "Content-Length: " + (bytes.length - from) + fields);
      }
      bytes(bytes, from, bytes.length);
    }

    /** Sends nothing more until the server is closed. */
    void stall() {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Where the part that is asked for begins; 0 when all is. */
  static int rangeStart(String request) {
    int at = request.indexOf("Range: bytes=");
    return at < 0 ? 0 : Integer.parseInt(request.substring(at + 13, request.indexOf('-', at + 13)));
  }
}
