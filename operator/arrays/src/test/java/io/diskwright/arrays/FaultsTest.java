package io.diskwright.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.Reasons.ArraysReachable;
import io.diskwright.arrays.smis.SmisClient;
import io.diskwright.arrays.swordfish.SwordfishClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that may go wrong with either interface: said, in time, and without the password. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsTest {
  private static final long LONGEST_MILLIS = 6000;

  private TestAuthority authority;
  private String pem;

  @BeforeAll
  void makeCertificates(@TempDir Path directory) throws Exception {
    authority = TestAuthority.in(directory);
    pem = authority.pem();
  }

  @ParameterizedTest
  @CsvSource({
    "SmiS, good, Unauthorized, refuses the account",
    "Swordfish, good, Unauthorized, refuses the account",
    "SmiS, stranger, TlsFailed, comes from nobody we trust",
    "Swordfish, stranger, TlsFailed, comes from nobody we trust",
    "SmiS, expired, TlsFailed, has expired",
    "Swordfish, expired, TlsFailed, has expired",
    "SmiS, other-name, TlsFailed, is not for this host",
    "Swordfish, other-name, TlsFailed, is not for this host"
  })
  void shouldTalkToNobodyButTheArray(
      ArrayInterface kind, String who, ArraysReachable reason, String message) throws Exception {
    try (TestServer server = TestServer.start(authority.context(who), status(401))) {
      assertThat(asked(kind, server.endpoint(), pem)).satisfies(is(reason, message));
      assertThat(server.requests().isEmpty()).isEqualTo(!who.equals("good"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotTrustWhatTheSystemDoesNot(ArrayInterface kind) throws Exception {
    try (TestServer server = TestServer.start(authority.context(TestAuthority.GOOD), status(401))) {
      assertThat(asked(kind, server.endpoint(), null))
          .satisfies(is(ArraysReachable.TlsFailed, "as ca.crt"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayThatTheAuthoritiesAreNone(ArrayInterface kind) {
    for (String none : List.of("", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
      assertThat(asked(kind, "https://localhost:1", none))
          .satisfies(is(ArraysReachable.SecretMissing, "ca.crt"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SmiS, 500, Unreachable, cannot answer now (HTTP 500",
    "Swordfish, 500, Unreachable, cannot answer now (HTTP 500",
    "SmiS, 503, Unreachable, HTTP 503",
    "Swordfish, 503, Unreachable, HTTP 503",
    "SmiS, 403, Unauthorized, refuses the account",
    "Swordfish, 403, Unauthorized, refuses the account",
    "SmiS, 404, NotFound, HTTP 404",
    "Swordfish, 404, NotFound, HTTP 404",
    "SmiS, 204, BadAnswer, HTTP 204",
    "Swordfish, 204, BadAnswer, HTTP 204"
  })
  void shouldSayWhatAStatusMeans(
      ArrayInterface kind, int status, ArraysReachable reason, String message) throws Exception {
    assertThat(answered(kind, status(status))).satisfies(is(reason, message));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotGoToAnotherHost(ArrayInterface kind) throws Exception {
    try (TestServer other = TestServer.start(null, status(200))) {
      HttpHandler redirect =
          exchange -> {
            exchange.getResponseHeaders().set("Location", other.endpoint() + "/redfish/v1/");
            exchange.sendResponseHeaders(307, -1);
          };

      assertThat(answered(kind, redirect)).satisfies(is(ArraysReachable.BadAnswer, ""));
      assertThat(other.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotWaitForAnArrayThatHangs(ArrayInterface kind) throws Exception {
    assertThat(slowly(kind, exchange -> pause(60_000)))
        .satisfies(is(ArraysReachable.Unreachable, "no answer in time"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotWaitForAnArrayThatDrips(ArrayInterface kind) throws Exception {
    HttpHandler drip =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            pause(100);
          }
        };

    assertThat(slowly(kind, drip)).satisfies(is(ArraysReachable.Unreachable, "no answer in time"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotWaitForATlsHandshakeThatDrips(ArrayInterface kind) throws Exception {
    Talk drip =
        (out, over) -> {
          out.write(new byte[] {22, 3, 3, 64, 0}); // a handshake record of 16 KiB
          for (int i = 0; i < 16_384 && !over.get(); i++) {
            out.write(i == 0 ? 2 : 0);
            pause(100);
          }
        };

    assertThat(spoken(kind, drip)).satisfies(is(ArraysReachable.Unreachable, "in time"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotTakeMoreThanItsLimit(ArrayInterface kind) throws Exception {
    HttpHandler flood =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] much = "<a>{\"a\":1,".repeat(1000).getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(much);
          }
        };

    assertThat(answered(kind, flood)).satisfies(is(ArraysReachable.BadAnswer, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SmiS | hello
          SmiS | {"a": 1}
          SmiS | <CIM
          SmiS | <CIM></CIM>
          SmiS | <CIM><MESSAGE ID="1" PROTOCOLVERSION="1.0"><SIMPLERSP></SIMPLERSP></MESSAGE></CIM>
          SmiS | <html><body>Login</body></html>
          SmiS | ''
          Swordfish | hello
          Swordfish | <html><body>Login</body></html>
          Swordfish | [1, 2]
          Swordfish | {"a": 1
          Swordfish | {"a": 1} {"b": 2}
          Swordfish | ''
          """)
  void shouldSayThatAnAnswerIsNone(ArrayInterface kind, String body) throws Exception {
    assertThat(answered(kind, body(body))).satisfies(is(ArraysReachable.BadAnswer, ""));
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayThatNobodyIsThere(ArrayInterface kind) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      port = free.getLocalPort();
    }

    assertThat(asked(kind, "https://localhost:" + port, pem))
        .satisfies(is(ArraysReachable.Unreachable, "no connection"));
    assertThat(asked(kind, "https://array.invalid:" + port, pem))
        .satisfies(is(ArraysReachable.Unreachable, "there is no such host"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayThatItIsNotTls(ArrayInterface kind) throws Exception {
    byte[] plain = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(spoken(kind, (out, over) -> out.write(plain)))
        .satisfies(is(ArraysReachable.TlsFailed, "TLS failed"));
  }

  private ArrayException answered(ArrayInterface kind, HttpHandler handler) throws Exception {
    try (TestServer server = TestServer.start(authority.context(TestAuthority.GOOD), handler)) {
      return asked(kind, server.endpoint(), pem);
    }
  }

  private ArrayException slowly(ArrayInterface kind, HttpHandler handler) throws Exception {
    try (TestServer server = TestServer.start(authority.context(TestAuthority.GOOD), handler)) {
      return hurried(kind, server.endpoint());
    }
  }

  private ArrayException hurried(ArrayInterface kind, String endpoint) {
    long start = System.nanoTime();
    ArrayException e = ask(Queries.hasty(Queries.volume(kind, endpoint, "v", pem)));
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(LONGEST_MILLIS);
    return e;
  }

  /** Asks a server that speaks by itself, below HTTP and TLS. */
  private ArrayException spoken(ArrayInterface kind, Talk talk) throws IOException {
    AtomicBoolean over = new AtomicBoolean();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!over.get()) {
                  try (Socket socket = server.accept();
                      OutputStream out = socket.getOutputStream()) {
                    talk.speak(out, over);
                    socket.getInputStream().read(new byte[4096]);
                  } catch (IOException e) {
                    // The client has gone.
                  }
                }
              });
      return hurried(kind, "https://localhost:" + server.getLocalPort());
    } finally {
      over.set(true);
    }
  }

  private interface Talk {
    void speak(OutputStream out, AtomicBoolean over) throws IOException;
  }

  private static ArrayException asked(
      ArrayInterface kind, String endpoint, @Nullable String authorities) {
    return ask(Queries.volume(kind, endpoint, "v", authorities));
  }

  private static ArrayException ask(ArrayQuery query) {
    ArrayClient client =
        switch (query.array().kind()) {
          case SmiS -> new SmisClient();
          case Swordfish -> new SwordfishClient();
        };
    ArrayException e = catchThrowableOfType(ArrayException.class, () -> client.ask(query));
    assertThat(e).isNotNull();
    return e;
  }

  private static org.assertj.core.api.ThrowingConsumer<ArrayException> is(
      ArraysReachable reason, String message) {
    return e -> {
      assertThat(e.reason()).as(e.message()).isEqualTo(reason);
      assertThat(e.message())
          .startsWith("array gold at ")
          .contains(message)
          .doesNotContain(Queries.PASSWORD)
          .doesNotContainPattern("\\p{Cntrl}")
          .hasSizeLessThan(520);
      assertThat(e.getCause()).isNull();
    };
  }

  private static HttpHandler status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  private static HttpHandler body(String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      write(exchange, bytes);
    };
  }

  private static void write(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.getResponseBody().write(bytes);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
