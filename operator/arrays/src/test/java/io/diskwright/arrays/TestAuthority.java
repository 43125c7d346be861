package io.diskwright.arrays;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificates of a test: an authority, and servers that it, or another, vouches for. */
public final class TestAuthority {
  /** For localhost, by the authority. */
  public static final String GOOD = "good";

  /** For localhost, by the authority, until yesterday. */
  public static final String EXPIRED = "expired";

  /** For another name, by the authority. */
  public static final String OTHER_NAME = "other-name";

  /** For localhost, by another authority. */
  public static final String STRANGER = "stranger";

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String HERE = "san=dns:localhost,ip:127.0.0.1";

  private final KeyStore store;

  private TestAuthority(KeyStore store) {
    this.store = store;
  }

  /** Makes everything with keytool, in {@code directory}. */
  public static TestAuthority in(Path directory) throws IOException, GeneralSecurityException {
    Path file = directory.resolve("test-authority.p12");
    keytool(file, "ca", "CN=test authority", "-ext", "bc:c", "-validity", "30");
    keytool(file, "other-ca", "CN=other authority", "-ext", "bc:c", "-validity", "30");
    keytool(file, GOOD, "CN=array", "-signer", "ca", "-ext", HERE, "-validity", "30");
    keytool(file, OTHER_NAME, "CN=other", "-signer", "ca", "-ext", "san=dns:other.example");
    keytool(file, STRANGER, "CN=array", "-signer", "other-ca", "-ext", HERE);
    keytool(
        file,
        EXPIRED,
        "CN=old",
        "-signer",
        "ca",
        "-ext",
        HERE,
        "-startdate",
        "-9d",
        "-validity",
        "8");
    return new TestAuthority(KeyStore.getInstance(file.toFile(), PASSWORD));
  }

  /** The authority's certificate in PEM: what goes into ca.crt. */
  public String pem() throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate("ca").getEncoded());
  }

  /** A server's certificates in PEM. */
  public String chainPem(String server) throws GeneralSecurityException {
    StringBuilder chain = new StringBuilder();
    for (Certificate certificate : store.getCertificateChain(server)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return chain.toString();
  }

  /** A server's key in PEM. */
  public String keyPem(String server) throws GeneralSecurityException {
    return pem("PRIVATE KEY", key(server).getEncoded());
  }

  /** What a server needs to be {@code server}. */
  public SSLContext context(String server) throws IOException, GeneralSecurityException {
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, PASSWORD);
    one.setKeyEntry(server, key(server), PASSWORD, store.getCertificateChain(server));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(one, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private Key key(String server) throws GeneralSecurityException {
    return Objects.requireNonNull(store.getKey(server, PASSWORD));
  }

  private static String pem(String what, byte[] encoded) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what);
  }

  private static void keytool(Path store, String alias, String name, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString()));
    command.addAll(List.of(more));
    Path log = store.resolveSibling("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
