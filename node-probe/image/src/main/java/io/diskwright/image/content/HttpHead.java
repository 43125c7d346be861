package io.diskwright.image.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says before its bytes; RFC 9112.
 *
 * @param status such as 206
 * @param reason in its words
 * @param fields by their names in lower case
 */
record HttpHead(int status, String reason, Map<String, String> fields) {
  private static final int MOST = 32 << 10;
  private static final Pattern LINE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: (.*))?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

  /** Reads it, and not a byte beyond. */
  static HttpHead read(InputStream in) throws IOException {
    String line = line(in, MOST);
    Matcher status = LINE.matcher(line);
    if (!status.matches()) {
      throw SupplyException.refused("does not come by HTTP/1.1: the server began otherwise");
    }
    String reason = status.group(2) == null ? "" : status.group(2);
    Map<String, String> fields = new TreeMap<>();
    int left = MOST - line.length();
    for (line = line(in, left); !line.isEmpty(); line = line(in, left)) {
      left -= line.length() + 2;
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw SupplyException.refused("comes with a header that has no name");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      String before = fields.put(name, value);
      if (before != null && !before.equals(value) && name.equals("content-length")) {
        throw SupplyException.refused("comes with two lengths, " + before + " and " + value);
      }
    }
    return new HttpHead(Integer.parseInt(status.group(1)), printable(reason), fields);
  }

  /** Reads a line of at most {@code most} bytes; its end is left out. */
  static String line(InputStream in, int most) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int one = in.read();
      if (one < 0) {
        throw new EOFException("the server closed the connection before it had answered");
      }
      if (one == '\n') {
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      if (line.size() >= most) {
        throw SupplyException.refused("comes with more than " + MOST + " bytes of headers");
      }
      line.write(one);
    }
  }

  private static String printable(String text) {
    String plain = text.replaceAll("[^ -~]", "?");
    return plain.length() > 80 ? plain.substring(0, 80) : plain;
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  boolean isRedirect() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  boolean isChunked() {
    return field("transfer-encoding").filter(how -> how.equalsIgnoreCase("chunked")).isPresent();
  }

  /** Bytes that follow, or -1 when it does not say. */
  long length() throws SupplyException {
    if (fields.containsKey("transfer-encoding")) {
      if (!isChunked()) {
        throw SupplyException.refused("comes in a transfer encoding that is not known");
      }
      return -1;
    }
    String length = fields.get("content-length");
    if (length == null) {
      return -1;
    }
    if (!NUMBER.matcher(length).matches()) {
      throw SupplyException.refused("comes with a length that is no number");
    }
    return Long.parseLong(length);
  }

  /** Bytes of all of it as a part of it tells; -1 if the part does not begin at {@code from}. */
  long rangeTotal(long from) {
    Matcher range = RANGE.matcher(field("content-range").orElse(""));
    return range.matches() && Long.parseLong(range.group(1)) == from
        ? Long.parseLong(range.group(2))
        : -1;
  }

  /** What tells one version of it from another: the strong entity tag, else when it was changed. */
  Optional<String> validator() {
    return field("etag").filter(tag -> tag.startsWith("\"")).or(() -> field("last-modified"));
  }
}
