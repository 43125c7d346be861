package io.diskwright.agent;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.libc.TemporaryFile;
import io.diskwright.libc.TrustedFile;
import io.diskwright.libc.WholeFile;
import io.diskwright.service.Sealing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file with this node's private key: PKCS #8 in PEM, mode 0600, in a directory of its own.
 * Written once, whole or not at all; when it is removed, the next start makes another key.
 */
final class NodeKeyFile {
  /** Its name. */
  static final String NAME = ".diskwright-key";

  private static final int LARGEST = 4096;
  private static final int OTHERS = 077;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
  private static final String END = "\n-----END PRIVATE KEY-----\n";
  private static final int OPEN_DIRECTORY =
      Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

  private final Libc libc;
  private final Path directory;

  NodeKeyFile(Libc libc, Path directory) {
    this.libc = libc;
    this.directory = directory;
  }

  /** There is no key; the message says why, and what to do. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    private UnusableException(String message) {
      super(message);
    }
  }

  /**
   * The key of this node; a new one, if there is none yet.
   *
   * @throws UnusableException when it cannot be read or made, or others may know it
   */
  PrivateKey key() throws UnusableException {
    try {
      try (Fd opened = open()) {
        requireOurs(opened);
        sweep(opened);
        if (TrustedFile.read(libc, opened, NAME, LARGEST) instanceof TrustedFile.Reading.None) {
          write(opened);
        }
        return switch (TrustedFile.read(libc, opened, NAME, LARGEST)) {
          case TrustedFile.Reading.Content content -> {
            requirePrivate(opened);
            yield parse(content.bytes());
          }
          case TrustedFile.Reading.Refused refused -> throw unusable(refused.why(), "Look at it");
          case TrustedFile.Reading.None unused ->
              throw unusable("was gone as soon as it was made", "Restart the agent");
        };
      }
    } catch (ErrnoException | UncheckedIOException | IOException e) {
      throw unusable(
          "cannot be read or made: " + e.getMessage(),
          "Give the agent a directory of its own there, see --key-directory");
    }
  }

  private Fd open() {
    try {
      return libc.openat(Fd.CWD, directory.toString(), OPEN_DIRECTORY, 0);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
      libc.mkdirat(Fd.CWD, directory.toString(), 0700);
      return libc.openat(Fd.CWD, directory.toString(), OPEN_DIRECTORY, 0);
    }
  }

  /** A directory that kubelet made can be entered by everybody; nobody has business in it. */
  private void requireOurs(Fd opened) throws UnusableException {
    Statx statx = libc.statx(opened);
    if (statx.uid() != libc.geteuid()) {
      throw unusable(
          "would lie in a directory of user " + statx.uid() + ", who could exchange it",
          "Give the directory to user " + libc.geteuid());
    }
    if ((statx.mode() & OTHERS) != 0) {
      libc.fchmod(opened, 0700);
    }
  }

  private void requirePrivate(Fd opened) throws UnusableException {
    Statx statx = libc.statx(opened, NAME);
    if ((statx.mode() & OTHERS) != 0) {
      throw unusable(
          "can be reached by others (mode %04o)".formatted(statx.mode() & 07777),
          "Remove it, since somebody may have read it, and restart the agent, which makes another");
    }
  }

  private void write(Fd opened) throws UnusableException {
    byte[] encoded = {};
    byte[] pem = {};
    try {
      encoded = Sealing.generate().getEncoded();
      pem = pem(encoded);
      WholeFile.write(libc, opened, NAME, pem);
    } catch (GeneralSecurityException e) {
      throw unusable("cannot be made: " + e.getMessage(), "Take another Java runtime");
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static byte[] pem(byte[] encoded) {
    byte[] base64 = Base64.getEncoder().encode(encoded);
    byte[] begin = BEGIN.getBytes(StandardCharsets.US_ASCII);
    byte[] end = END.getBytes(StandardCharsets.US_ASCII);
    byte[] pem = Arrays.copyOf(begin, begin.length + base64.length + end.length);
    System.arraycopy(base64, 0, pem, begin.length, base64.length);
    System.arraycopy(end, 0, pem, begin.length + base64.length, end.length);
    Arrays.fill(base64, (byte) 0);
    return pem;
  }

  private PrivateKey parse(byte[] pem) throws UnusableException {
    int from = BEGIN.length();
    int to = pem.length - END.length();
    byte[] base64 = to > from ? Arrays.copyOfRange(pem, from, to) : new byte[0];
    byte[] encoded = {};
    try {
      encoded = Base64.getDecoder().decode(base64);
      if (Arrays.equals(pem(encoded), pem)) {
        return Sealing.privateKey(encoded);
      }
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Said below.
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
    }
    throw unusable(
        "is not a key as the agent writes it",
        "Remove it and restart the agent, which makes another: what is sealed to the old one is"
            + " sealed anew");
  }

  /** Removes what killed starts left. */
  private void sweep(Fd opened) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> names = entries.map(entry -> entry.getFileName().toString()).toList();
      for (String name : names) {
        if (TemporaryFile.isName(name)) {
          TemporaryFile.sweep(libc, opened, name);
        }
      }
    }
  }

  private UnusableException unusable(String why, String advice) {
    return new UnusableException(
        "The file %s with this node's key %s. %s.".formatted(directory.resolve(NAME), why, advice));
  }
}
