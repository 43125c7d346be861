package io.diskwright.cli.command;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version this was built as. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "diskwright " + Objects.requireNonNullElse(built, "(not from a jar)"),
      "Java " + Runtime.version() + ", API diskwright.io/v1alpha1"
    };
  }
}
