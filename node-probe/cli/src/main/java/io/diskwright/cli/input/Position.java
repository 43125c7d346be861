package io.diskwright.cli.input;

/**
 * A place in an input.
 *
 * @param file as the user named it; {@code standard input} for {@code -}
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1
 */
public record Position(String file, int line, int column) {
  /** The file as a whole. */
  public static Position of(String file) {
    return new Position(file, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
