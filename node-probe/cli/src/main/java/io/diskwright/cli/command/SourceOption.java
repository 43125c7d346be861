package io.diskwright.cli.command;

import io.diskwright.image.content.Permission;
import picocli.CommandLine.Option;

/** The option that says what sources may reach. */
final class SourceOption {
  @Option(
      names = "--allow-private-addresses",
      description =
          "Let spec.source.http reach servers at private, loopback and link-local addresses.")
  private boolean anywhere;

  /** What sources may reach: what the user may, who is the one that asks. */
  Permission permission() {
    return anywhere ? Permission.USERS_OWN.withPrivateAddresses() : Permission.USERS_OWN;
  }
}
