package io.diskwright.e2e.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The key pair with which the API server signs and checks service account tokens. */
record ServiceAccountKeys(Path privateKey, Path publicKey) {

  private static final int PEM_LINE = 64;

  /** Makes a new P-256 pair as PEM files in {@code directory}. */
  static ServiceAccountKeys create(Path directory) throws IOException {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      return new ServiceAccountKeys(
          pem(directory.resolve("sa.key"), "PRIVATE KEY", pair.getPrivate().getEncoded()),
          pem(directory.resolve("sa.pub"), "PUBLIC KEY", pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static Path pem(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(label, body));
  }
}
