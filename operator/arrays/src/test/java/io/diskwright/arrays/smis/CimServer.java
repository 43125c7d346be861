package io.diskwright.arrays.smis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.diskwright.arrays.Queries;
import io.diskwright.arrays.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small CIM server, DSP0200 and DSP0201: answers from the files of one vendor, wants HTTP Basic.
 *
 * @param vendor directory with its answers
 * @param chunked whether it sends in chunks
 */
public record CimServer(String vendor, boolean chunked) implements HttpHandler {
  private static final Pattern METHOD = Pattern.compile("<IMETHODCALL NAME=\"(\\w+)\"");
  private static final Pattern CLASS =
      Pattern.compile(
          "<IPARAMVALUE NAME=\"(?:ClassName|ResultClass)\">\\s*<CLASSNAME NAME=\"(\\w+)\"");
  private static final Pattern NAMESPACE = Pattern.compile("<NAMESPACE NAME=\"(\\w+)\"");
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  (Queries.USERNAME + ":" + Queries.PASSWORD).getBytes(StandardCharsets.UTF_8));

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"cimom\"");
      TestServer.send(exchange, 401, "text/html", "");
      return;
    }
    String method = find(METHOD, body);
    String type = find(CLASS, body);
    boolean interop = find(NAMESPACE, body).equals("interop");
    String answer = recorded(method + "-" + type + ".xml");
    if (interop != type.equals("CIM_RegisteredProfile")) {
      answer = error(3, "CIM_ERR_INVALID_NAMESPACE");
    } else if (answer.isEmpty()) {
      answer = method.equals("Associators") ? "<IRETURNVALUE/>" : error(5, "no such class");
    }
    send(exchange, message(method, answer));
  }

  private String recorded(String name) throws IOException {
    try (InputStream in = CimServer.class.getResourceAsStream("/smis/" + vendor + "/" + name)) {
      return in == null
          ? ""
          : "<IRETURNVALUE>"
              + new String(in.readAllBytes(), StandardCharsets.UTF_8)
              + "</IRETURNVALUE>";
    }
  }

  /** A whole message around the answer to one method. */
  static String message(String method, String answer) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n"
        + "<CIM CIMVERSION=\"2.0\" DTDVERSION=\"2.0\"><MESSAGE ID=\"1\" PROTOCOLVERSION=\"1.0\">"
        + "<SIMPLERSP><IMETHODRESPONSE NAME=\""
        + method
        + "\">"
        + answer
        + "</IMETHODRESPONSE></SIMPLERSP></MESSAGE></CIM>";
  }

  static String error(int code, String description) {
    return "<ERROR CODE=\"%d\" DESCRIPTION=\"%s\"/>".formatted(code, description);
  }

  private void send(HttpExchange exchange, String body) throws IOException {
    exchange.getResponseHeaders().set("CIMOperation", "MethodResponse");
    if (!chunked) {
      TestServer.send(exchange, 200, "application/xml; charset=\"utf-8\"", body);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/xml; charset=\"utf-8\"");
    exchange.sendResponseHeaders(200, 0);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += 700) {
      exchange.getResponseBody().write(bytes, at, Math.min(700, bytes.length - at));
      exchange.getResponseBody().flush();
    }
  }

  private static String find(Pattern pattern, String body) {
    Matcher matcher = pattern.matcher(body);
    return matcher.find() ? matcher.group(1) : "";
  }
}
