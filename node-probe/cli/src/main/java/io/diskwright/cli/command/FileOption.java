package io.diskwright.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code -f}. */
final class FileOption {
  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description =
          "YAML or JSON with VmDiskImage, VmDiskClass and StoragePool objects; - is the standard"
              + " input. May be given several times.")
  private List<String> files = new ArrayList<>();

  List<String> files() {
    return files;
  }
}
