package io.diskwright.service;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Settings of a process: {@code --name=value} on its command line, else {@code DISKWRIGHT_NAME} in
 * its environment, else a default. An empty value counts as not set.
 */
public final class Settings {
  private final Map<String, String> given;
  private final Map<String, String> environment;

  private Settings(Map<String, String> given, Map<String, String> environment) {
    this.given = given;
    this.environment = environment;
  }

  /**
   * Reads the command line.
   *
   * @param known every name that may be set, without dashes
   * @throws SettingsException on a word that sets none of them
   */
  public static Settings read(
      String[] arguments, Map<String, String> environment, Collection<String> known) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name =
          argument.startsWith("--") && equals > 2 ? argument.substring(2, equals) : argument;
      if (!known.contains(name)) {
        throw new SettingsException(
            "'%s' is not a setting; give --name=value with one of %s"
                .formatted(argument, String.join(", ", new TreeSet<>(known))));
      }
      given.put(name, argument.substring(equals + 1));
    }
    return new Settings(given, environment);
  }

  /** The value of {@code name}, or {@code otherwise}. */
  public String text(String name, String otherwise) {
    String value = given.getOrDefault(name, environment.getOrDefault(variable(name), ""));
    return value.isEmpty() ? otherwise : value;
  }

  /**
   * A whole number.
   *
   * @throws SettingsException when it is none, or not within {@code least} and {@code most}
   */
  public int number(String name, int otherwise, int least, int most) {
    String value = text(name, String.valueOf(otherwise));
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, like a number out of range.
    }
    throw new SettingsException(
        "--%s is '%s'; it must be a whole number from %d to %d"
            .formatted(name, value, least, most));
  }

  /**
   * Yes or no.
   *
   * @throws SettingsException when it is neither {@code true} nor {@code false}
   */
  public boolean flag(String name, boolean otherwise) {
    String value = text(name, String.valueOf(otherwise));
    if (!Arrays.asList("true", "false").contains(value)) {
      throw new SettingsException("--%s is '%s'; it must be true or false".formatted(name, value));
    }
    return Boolean.parseBoolean(value);
  }

  private static String variable(String name) {
    return "DISKWRIGHT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** A setting is wrong; the message says which and what it may be. */
  public static final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With its message, for people. */
    public SettingsException(String message) {
      super(message);
    }
  }
}
