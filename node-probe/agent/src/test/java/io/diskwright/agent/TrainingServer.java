package io.diskwright.agent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Just enough of an API server for an agent in training: one pool, its devices as they are
 * published, one order. Started from its source by node-probe/bin/train-agent, so it uses the JDK
 * only. Arguments: a PKCS 12 key store and its password, and a directory for images. Prints its
 * port.
 */
final class TrainingServer {
  private static final String GROUP = "/apis/diskwright.io/v1alpha1/";
  private static final Pattern IDENTITY = Pattern.compile("\"identity\":(\\{[^}]*})");
  private static final Pattern NAME = Pattern.compile(GROUP + "storagedevices/([^/?]+)/status.*");
  private static final String IMAGE = "00000000-0000-4000-8000-000000000001";
  private static final String WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

  private final String directory;
  private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

  private TrainingServer(String directory) {
    this.directory = directory;
  }

  /** Serves until it is killed. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    char[] password = arguments[1].toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
      keys.load(in, password);
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    TrainingServer server = new TrainingServer(arguments[2]);
    try (SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      System.out.println(socket.getLocalPort());
      while (true) {
        SSLSocket accepted = (SSLSocket) socket.accept();
        Thread.ofVirtual().start(() -> server.serve(accepted));
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (String request = line(in); !request.isEmpty(); request = line(in)) {
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          String[] parts = header.split(": *", 2);
          headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String path = request.split(" ", 3)[1];
        if (headers.containsKey("sec-websocket-key")) {
          watch(out, headers.get("sec-websocket-key"), path);
          return;
        }
        byte[] answer = answer(path, body).getBytes(StandardCharsets.UTF_8);
        out.write(
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + answer.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(answer);
        out.flush();
      }
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      // The agent ended, or will say what it misses.
    }
  }

  private String answer(String path, String body) {
    if (!body.isEmpty()) {
      Matcher device = NAME.matcher(path);
      Matcher identity = IDENTITY.matcher(body);
      if (device.matches() && identity.find()) {
        orders.add(order(device.group(1), identity.group(1)));
      }
      return body.replaceFirst(
          "\"metadata\" *: *\\{", "\"metadata\":{\"resourceVersion\":\"2\",\"uid\":\"u\",");
    }
    if (path.startsWith("/api/v1/nodes/")) {
      return "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"node-a\"}}";
    }
    String items =
        path.startsWith(GROUP + "storagepools")
            ? """
              {"apiVersion":"diskwright.io/v1alpha1","kind":"StoragePool","metadata":{"name":"p"},
               "spec":{"targets":[{"directory":{"path":"%s"}}]}}"""
                .formatted(directory)
            : "";
    return "{\"kind\":\"List\",\"apiVersion\":\"diskwright.io/v1alpha1\","
        + "\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
        + items
        + "]}";
  }

  private String order(String device, String identity) {
    return """
        {"type":"ADDED","object":{"apiVersion":"diskwright.io/v1alpha1","kind":"DiskAllocation",
         "metadata":{"name":"%1$s","namespace":"n","uid":"o","resourceVersion":"3","generation":1,
          "finalizers":["diskwright.io/allocation"]},
         "spec":{"image":{"name":"i","uid":"%1$s"},
          "nodeName":"node-a","device":"%2$s","target":{"directory":"%3$s"},"identity":%4$s,
          "size":"1Mi","policy":"Thin","format":"raw","options":{"preallocation":"off"},
          "security":"Off","deletionPolicy":"Delete"}}}"""
        .formatted(IMAGE, device, directory, identity);
  }

  /** A watch as a WebSocket; that of orders brings one for each device. */
  private void watch(OutputStream out, String key, String path)
      throws IOException, GeneralSecurityException, InterruptedException {
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((key + WEBSOCKET).getBytes(StandardCharsets.US_ASCII));
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(digest)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    boolean ofOrders = path.startsWith(GROUP + "diskallocations");
    while (true) {
      String event = ofOrders ? orders.take() : new LinkedBlockingQueue<String>().take();
      byte[] text = event.getBytes(StandardCharsets.UTF_8);
      // A final text frame, unmasked, of a length in 16 bits; RFC 6455, 5.2.
      out.write(new byte[] {(byte) 0x81, 126, (byte) (text.length >> 8), (byte) text.length});
      out.write(text);
      out.flush();
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
