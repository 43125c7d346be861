package io.diskwright.probe.declared;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.TrustedFile;
import java.util.List;

/** The file {@value #NAME} in a target's directory. */
public final class DeclarationFile {
  /** Its name, in the directory itself. */
  public static final String NAME = ".diskwright-capabilities.yaml";

  /** Bytes; all 19 capabilities with a long detail each take less. */
  static final int LARGEST = 64 << 10;

  private DeclarationFile() {}

  /** What was found. */
  public sealed interface Reading {
    /** No file of that name. */
    record None() implements Reading {}

    /** What it declares; the source of each is MetadataFile. */
    record Declared(List<DeclaredCapability> capabilities) implements Reading {}

    /**
     * Something that cannot be taken for one.
     *
     * @param message for people: the file, the line and the field where there are such, why it was
     *     refused and what to do
     */
    record Invalid(String message) implements Reading {}
  }

  /**
   * Reads it; never throws an {@link ErrnoException}.
   *
   * @param directory opened for reading
   */
  public static Reading read(Libc libc, Fd directory) {
    return switch (TrustedFile.read(libc, directory, NAME, LARGEST)) {
      case TrustedFile.Reading.None unused -> new Reading.None();
      case TrustedFile.Reading.Refused refused -> invalid(refused.why());
      case TrustedFile.Reading.Content content -> parse(content.bytes());
    };
  }

  private static Reading parse(byte[] bytes) {
    try {
      return new Reading.Declared(DeclarationParser.parse(bytes));
    } catch (DeclarationException e) {
      return new Reading.Invalid(NAME + e.getMessage());
    }
  }

  private static Reading invalid(String why) {
    return new Reading.Invalid(NAME + " " + why);
  }
}
