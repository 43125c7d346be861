package io.diskwright.image.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diskwright.testing.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that prove who they are, and ones that cannot. */
class TlsTest {
  private static final byte[] BYTES = new byte[300_000];
  private static final Duration LONG = Duration.ofSeconds(20);
  @TempDir static Path directory;
  private static SSLContext localhost;

  @BeforeAll
  static void makeCertificate() throws Exception {
    new Random(1).nextBytes(BYTES);
    Path file = directory.resolve("keys");
    Shell.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keystore",
        file.toString(),
        "-storepass",
        "secret",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "secret".toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "secret".toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("localhost", keys.getCertificate("mykey"));
    trusted.init(certificates);
    localhost = SSLContext.getInstance("TLS");
    localhost.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
  }

  private static ScriptedServer server(ScriptedServer.Script script) throws IOException {
    return new ScriptedServer(localhost.getServerSocketFactory(), script);
  }

  private static Download download(String url, SSLSocketFactory tls) throws IOException {
    return new Download(
        URI.create(url),
        new Download.Rules(true, true, LONG, Duration.ofMillis(1), tls),
        (done, total) -> {});
  }

  @Test
  void shouldTakeWhatComesFromTheServerThatIsMeant() throws Exception {
    try (ScriptedServer server = server((n, asked, to) -> to.all(BYTES, asked));
        Download download =
            download("https://localhost:" + server.port() + "/a", localhost.getSocketFactory())) {
      assertThat(download.readAllBytes()).isEqualTo(BYTES);
    }
  }

  /** The JDK must go on with a record that was read in part when the time was up. */
  @Test
  void shouldGoOnWhereNothingCameForAWhile() throws Exception {
    try (ScriptedServer server =
            server(
                (n, asked, to) -> {
                  to.head("200 OK", "Content-Length: " + BYTES.length).bytes(BYTES, 0, 100_001);
                  LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
                  to.bytes(BYTES, 100_001, BYTES.length);
                });
        Download download =
            download("https://localhost:" + server.port() + "/a", localhost.getSocketFactory())) {
      assertThat(download.readAllBytes()).isEqualTo(BYTES);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void shouldRefuseAServerOfAnotherName() throws Exception {
    try (ScriptedServer server = server((n, asked, to) -> to.all(BYTES, asked))) {
      assertThatThrownBy(
              () ->
                  download(
                      "https://127.0.0.1:" + server.port() + "/a", localhost.getSocketFactory()))
          .isInstanceOf(SupplyException.class)
          .hasMessageContaining("cannot prove that it is 127.0.0.1");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void shouldRefuseAServerThatNobodyVouchesFor() throws Exception {
    try (ScriptedServer server = server((n, asked, to) -> to.all(BYTES, asked))) {
      assertThatThrownBy(
              () ->
                  download(
                      "https://localhost:" + server.port() + "/a",
                      (SSLSocketFactory) SSLSocketFactory.getDefault()))
          .isInstanceOf(SupplyException.class)
          .hasMessageContaining("cannot prove that it is localhost");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void shouldNotBeRedirectedToPlainHttp() throws Exception {
    try (ScriptedServer server =
        server((n, asked, to) -> to.head("302 Found", "Location: http://localhost/a"))) {
      assertThatThrownBy(
              () ->
                  download(
                      "https://localhost:" + server.port() + "/a", localhost.getSocketFactory()))
          .isInstanceOf(SupplyException.class)
          .hasMessageContaining("redirects from https to http");
    }
  }
}
