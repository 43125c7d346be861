package io.diskwright.cli.command;

import io.diskwright.cli.input.Words;
import io.diskwright.planner.Capability;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads names of capabilities as people type them. */
final class CapabilityNames implements ITypeConverter<Capability>, Iterable<String> {
  private static final List<String> ALL =
      Arrays.stream(Capability.values()).map(Capability::name).sorted().toList();

  @Override
  public Capability convert(String given) {
    return Arrays.stream(Capability.values())
        .filter(one -> one.name().equalsIgnoreCase(given.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    Words.quote(given)
                        + " is no capability"
                        + Words.suggest(given, ALL)
                        + "\nThere are: "
                        + Words.list(ALL)));
  }

  @Override
  public Iterator<String> iterator() {
    return ALL.iterator();
  }
}
