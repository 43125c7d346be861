package io.diskwright.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file or the standard input, read with limits. */
final class Source {
  static final int MOST_BYTES = 4 << 20;

  private final InputStream standardInput;

  Source(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  /** How messages call {@code file}. */
  static String label(String file) {
    return file.equals("-") ? "standard input" : file;
  }

  /** The text of {@code file}, or of the standard input for {@code -}. */
  String read(String file) throws InvalidInputException {
    Position at = Position.of(label(file));
    try {
      byte[] bytes;
      if (file.equals("-")) {
        bytes = limited(standardInput, at);
      } else {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
          throw new InvalidInputException(at, "is a directory; name a file");
        }
        if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
          throw tooLarge(at);
        }
        try (InputStream in = Files.newInputStream(path)) {
          bytes = limited(in, at);
        }
      }
      return text(bytes, at);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new InvalidInputException(at, "does not exist; check the name");
    } catch (IOException e) {
      throw new InvalidInputException(
          at, "cannot be read: " + e.getClass().getSimpleName() + "; check its permissions");
    }
  }

  private static byte[] limited(InputStream in, Position at)
      throws IOException, InvalidInputException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw tooLarge(at);
    }
    return bytes;
  }

  private static InvalidInputException tooLarge(Position at) {
    return new InvalidInputException(
        at, "is larger than " + (MOST_BYTES >> 20) + " MiB; split it into several files");
  }

  private static String text(byte[] bytes, Position at) throws InvalidInputException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw notText(at);
      }
      if (text.isBlank()) {
        throw new InvalidInputException(at, "is empty; it must hold at least one object");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw notText(at);
    }
  }

  private static InvalidInputException notText(Position at) {
    return new InvalidInputException(at, "is not UTF-8 text; YAML or JSON is expected");
  }
}
