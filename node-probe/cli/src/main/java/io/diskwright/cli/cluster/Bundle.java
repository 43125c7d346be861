package io.diskwright.cli.cluster;

import io.diskwright.cli.output.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a report of a fault needs, in one zip file that only its owner can read. What follows the
 * question mark of an address is left out: it may be a key to what is behind it.
 */
final class Bundle implements AutoCloseable {
  private static final Pattern QUERY = Pattern.compile("(https?://[^\\s\"'?]+\\?)[^\\s\"']+");

  private final Path file;
  private final ZipOutputStream zip;

  private Bundle(Path file, OutputStream out) {
    this.file = file;
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
  }

  /** Begins a file that must not be there yet. */
  static Bundle create(Path file) throws Failure {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new Bundle(file, Files.newOutputStream(file, StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          Failure.INVALID, file + " is there already; remove it, or name another by --file", e);
    } catch (IOException e) {
      throw cannot(file, e);
    }
  }

  /** Adds a text. */
  void add(String name, String text) throws Failure {
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(cleaned(text).getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw cannot(file, e);
    }
  }

  /** The text without what may be secret. */
  static String cleaned(String text) {
    return QUERY.matcher(text).replaceAll("$1(left out)");
  }

  @Override
  public void close() throws Failure {
    try {
      zip.close();
    } catch (IOException e) {
      throw cannot(file, e);
    }
  }

  private static Failure cannot(Path file, IOException e) {
    return new Failure(
        Failure.FAILED,
        "cannot write " + file + ": " + e.getMessage() + "; name another by --file",
        e);
  }
}
