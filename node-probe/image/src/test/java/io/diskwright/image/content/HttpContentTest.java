package io.diskwright.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.image.Allocator;
import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.PlaceIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from a server, on loopback, that behaves well or not. */
class HttpContentTest extends Downloading {
  private static final String TAG = "ETag: \"one\"";
  private static final int HALF = DISK.length / 2;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHoldWhatTheServerHas(boolean checked) throws Exception {
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.all(DISK, asked))) {
      String sum = checked ? sha256(DISK).toUpperCase(java.util.Locale.ROOT) : null;

      assertThat(made(content(server.url("/a?b=c"), sum))).isEqualTo(DISK);

      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst())
          .startsWith("GET /a?b=c HTTP/1.1\r\n")
          .contains("Host: 127.0.0.1:" + server.port() + "\r\n", "Accept-Encoding: identity\r\n")
          .doesNotContain("Range");
    }
  }

  @Test
  void shouldUnpackWhatComesAndCheckItAsItCame() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(DISK);
    }
    byte[] bytes = packed.toByteArray();
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.all(bytes, asked))) {
      assertThat(made(content(server.url("/a"), sha256(bytes)))).isEqualTo(DISK);
    }
  }

  @Test
  void shouldTakeChunks() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              to.head("200 OK", "Transfer-Encoding: chunked");
              for (int at = 0; at < DISK.length; at += 100_000) {
                int end = Math.min(DISK.length, at + 100_000);
                to.text(Integer.toHexString(end - at) + ";x=y\r\n")
                    .bytes(DISK, at, end)
                    .text("\r\n");
              }
              to.text("0\r\n\r\n");
            })) {
      assertThat(made(content(server.url("/a"), null))).isEqualTo(DISK);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "stall", "reset"})
  void shouldAskForTheRestWhenItBreaksOff(String how) throws Exception {
    List<String> phases = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              if (n > 1) {
                to.all(DISK, asked, TAG);
                return;
              }
              to.head("200 OK", "Content-Length: " + DISK.length, TAG).bytes(DISK, 0, HALF);
              if (how.equals("stall")) {
                to.stall();
              } else if (how.equals("reset")) {
                throw new IOException("cut");
              }
            })) {
      Content content = content(server.url("/a"), sha256(DISK));

      Path file =
          Allocator.system()
              .make(
                  order(DISK.length),
                  null,
                  content,
                  (phase, done, total) -> phases.add(phase + " of " + total))
              .path();

      assertThat(java.nio.file.Files.readAllBytes(file)).isEqualTo(DISK);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().getLast())
          .contains("Range: bytes=" + HALF + "-\r\n", "If-Range: \"one\"\r\n");
      assertThat(phases).contains("downloading of " + DISK.length);
    }
  }

  @Test
  void shouldReadOverWhatItHasWhereTheServerKnowsNoParts() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) ->
                to.head("200 OK", "Content-Length: " + DISK.length, TAG)
                    .bytes(DISK, 0, n == 1 ? HALF : DISK.length))) {
      assertThat(made(content(server.url("/a"), null))).isEqualTo(DISK);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "206 Partial Content, ETag: \"two\"",
    "200 OK, ETag: \"two\"",
    "206 Partial Content, X: no tag at all",
  })
  void shouldNotMixTwoVersions(String status, String field) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              if (n == 1) {
                to.head("200 OK", "Content-Length: " + DISK.length, TAG).bytes(DISK, 0, HALF);
              } else {
                to.head(
                        status,
                        "Content-Range: bytes %d-%d/%d"
                            .formatted(HALF, DISK.length - 1, DISK.length),
                        "Content-Length: " + (DISK.length - HALF),
                        field)
                    .bytes(DISK, HALF, DISK.length);
              }
            })) {
      assertRefused(content(server.url("/a"), null), Kind.Refused, "was changed on the server");
    }
  }

  @Test
  void shouldRefuseAPartThatDoesNotFit() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              if (n == 1) {
                to.head("200 OK", "Content-Length: " + DISK.length, TAG).bytes(DISK, 0, HALF);
              } else {
                to.head("206 Partial Content", "Content-Range: bytes 0-9/10", TAG);
              }
            })) {
      assertRefused(content(server.url("/a"), sha256(DISK)), Kind.Refused, "does not fit");
    }
  }

  @Test
  void shouldNotResumeWhatNothingTellsApart() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) ->
                to.head("200 OK", "Content-Length: " + DISK.length).bytes(DISK, 0, HALF))) {
      assertRefused(
          content(server.url("/a"), null), Kind.Refused, "broke off at byte " + HALF, "sha256");
    }
  }

  @Test
  void shouldGiveUpOnAServerThatKeepsBreakingOff() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              if (n == 1) {
                to.head("200 OK", "Content-Length: " + DISK.length, TAG).bytes(DISK, 0, HALF);
              }
            })) {
      assertRefused(
          content(server.url("/a"), sha256(DISK)),
          Kind.Failed,
          "broke off at byte " + HALF + " of " + DISK.length + " 5 times");
    }
  }

  @Test
  void shouldGiveUpOnAServerThatSendsNextToNothing() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              to.head("200 OK", "Content-Length: " + DISK.length, TAG);
              to.stall();
            })) {
      assertRefused(content(server.url("/a"), sha256(DISK)), Kind.Failed, " bytes in 0.7 s");
    }
  }

  @Test
  void shouldKeepNothingWhenTheChecksumDiffers() throws Exception {
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.all(DISK, asked))) {
      assertRefused(
          content(server.url("/a"), "00".repeat(32)),
          Kind.Refused,
          "has the SHA-256 " + sha256(DISK),
          "00".repeat(32));
    }
  }

  @Test
  void shouldRefuseAServerThatSendsMoreThanItSaid() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) ->
                to.head("200 OK", "Content-Length: " + HALF).bytes(DISK, 0, DISK.length))) {
      assertRefused(content(server.url("/a"), null), Kind.Refused, "sent more than the length");
    }
  }

  @Test
  void shouldRefuseWhatNobodyTellsTheEndOf() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((n, asked, to) -> to.head("200 OK").bytes(DISK, 0, DISK.length))) {
      assertRefused(content(server.url("/a"), null), Kind.Refused, "does not say how long it is");
      assertThat(made(content(server.url("/a"), sha256(DISK)))).isEqualTo(DISK);
    }
  }

  @Test
  void shouldRefuseWhatIsTooLongBeforeItComes() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              to.head("200 OK", "Content-Length: 1099511627776");
              to.stall();
            })) {
      assertRefused(
          content(server.url("/a"), sha256(DISK)),
          Kind.Refused,
          "is 1099511627776 bytes long",
          "spec.size");
    }
  }

  @Test
  void shouldRefuseWhatGoesOnBeyondTheImage() throws Exception {
    byte[] more = Arrays.copyOf(DISK, DISK.length + 4096);
    more[DISK.length] = 1;
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.all(more, asked))) {
      assertRefused(
          content(server.url("/a"), sha256(more)), Kind.Refused, "more than the " + DISK.length);
    }
  }

  @Test
  void shouldFollowARedirectButNotForEver() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              if (asked.startsWith("GET /end ")) {
                to.all(DISK, asked);
              } else if (asked.startsWith("GET /a ")) {
                to.head("302 Found", "Location: end");
              } else {
                to.head("301 Moved Permanently", "Location: /loop");
              }
            })) {
      assertThat(made(content(server.url("/a"), sha256(DISK)))).isEqualTo(DISK);
      Allocator.system().delete(pool, UID, PlaceIdentity.UNKNOWN, false);

      assertRefused(content(server.url("/loop"), null), Kind.Refused, "more than 5 redirects");
      assertThat(server.requests()).hasSize(2 + 6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/a", "", "http://a b/", "//u@h/"})
  void shouldNotBeRedirectedToWhatIsNoAddress(String location) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer((n, asked, to) -> to.head("302 Found", "Location: " + location))) {
      assertRefused(content(server.url("/a"), null), Kind.Refused, "redirects to no address");
    }
  }

  @ParameterizedTest
  @CsvSource({"404 Not Found, 1", "403 Forbidden, 1", "503 Busy, 5", "500 Oops, 5"})
  void shouldSayWhatTheServerAnsweredAndTryAgainWhereThatHelps(String status, int tries)
      throws Exception {
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.head(status))) {
      Kind kind = tries == 1 ? Kind.Refused : Kind.Failed;
      assertRefused(content(server.url("/a"), null), kind, "the server answered " + status);
      assertThat(server.requests()).hasSize(tries);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-x\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
      })
  void shouldRefuseWhatIsNoHttp(String answer) throws Exception {
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.text(answer))) {
      assertRefused(content(server.url("/a"), sha256(DISK)), Kind.Refused, " come");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void shouldRefuseHeadersWithoutEnd() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              to.text("HTTP/1.1 200 OK\r\n");
              for (int i = 0; i < 100_000; i++) {
                to.text("X" + i + ": y\r\n");
              }
            })) {
      assertRefused(content(server.url("/a"), null), Kind.Refused, "bytes of headers");
    }
  }

  @Test
  void shouldConnectToNoPrivateAddressUnlessItMay() throws Exception {
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.all(DISK, asked))) {
      SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "0.0.0.0")) {
        String url = "http://" + host + ":" + server.port() + "/a";
        assertRefused(content(url, null, false, tls), Kind.Refused, "no public address");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void shouldStopWhileTheServerSaysNothing() throws Exception {
    try (ScriptedServer server = new ScriptedServer((n, asked, to) -> to.stall())) {
      Content content = content(server.url("/a"), null);
      assertThatThrownBy(
              () ->
                  Allocator.system()
                      .make(order(DISK.length), null, content, (phase, done, total) -> false))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.Cancelled));
      assertThat(pool.toFile().list()).isEmpty();
    }
  }

  @Test
  void shouldKnowTheSizeBeforeAllOfItCame() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (n, asked, to) -> {
              to.head("200 OK", "Content-Length: " + DISK.length).bytes(DISK, 0, 8192);
              to.stall();
            })) {
      HttpContent content = (HttpContent) content(server.url("/a"), null);

      assertThat(content.size()).hasValue(DISK.length);
    }
  }
}
