package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.ClassLimits;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.WeightRange;
import io.diskwright.cli.input.Input;
import io.diskwright.cli.input.InvalidInputException;
import io.diskwright.cli.output.Table;
import io.diskwright.decision.Classes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diskwright classes}. */
@Command(
    name = "classes",
    header = "Lists the classes an image can be of: defaults and limits under a name.",
    description = {
      "Five ship with diskwright; those of FILE come in addition, or instead of one of that name.",
      "The default is of images that name no class."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright classes",
      "  diskwright classes -f classes.yaml",
      "  diskwright classes -o yaml | kubectl apply -f -",
      "  diskwright plan -f image.yaml --class max-performance"
    })
final class ClassesCommand implements Callable<Integer> {
  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "YAML or JSON with VmDiskClass objects; - is the standard input.")
  private List<String> files = new ArrayList<>();

  @Mixin private OutputOption output = new OutputOption();

  private final Workshop workshop;

  ClassesCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws InvalidInputException {
    Input input = workshop.inputReader().read(files);
    Classes classes = ClassOption.classes(input);
    List<VmDiskClass> all = List.copyOf(classes.all());
    if (!output.isTable()) {
      output.print(workshop.terminal(), all, false);
      return 0;
    }
    String byDefault = classes.byDefault().map(one -> one.getMetadata().getName()).orElse("");
    Table table =
        new Table("NAME", "DEFAULT", "PERFORMANCE", "REDUNDANCY", "SECURITY", "LIMITS", "FOR");
    for (VmDiskClass one : all) {
      String name = one.getMetadata().getName();
      ClassDefaults defaults =
          Objects.requireNonNullElse(one.getSpec().defaults(), ClassDefaults.NONE);
      Tradeoffs tradeoffs =
          Objects.requireNonNullElse(defaults.tradeoffs(), new Tradeoffs(null, null, null));
      table.row(
          name,
          name.equals(byDefault) ? "yes" : "",
          Weights.text(tradeoffs.performance()),
          Weights.text(tradeoffs.redundancy()),
          tradeoffs.security() == null ? "" : tradeoffs.security().name(),
          limits(one.getSpec().limits()),
          Objects.requireNonNullElse(one.getSpec().description(), ""));
    }
    workshop.terminal().out().print(table.text(0));
    return 0;
  }

  private static String limits(@Nullable ClassLimits limits) {
    List<String> parts = new ArrayList<>();
    if (limits != null) {
      range(parts, "performance", limits.performance());
      range(parts, "redundancy", limits.redundancy());
      if (limits.minimumSecurity() != null) {
        parts.add("security " + limits.minimumSecurity() + " or more");
      }
      if (limits.formats() != null && !limits.formats().isEmpty()) {
        parts.add(
            "formats " + String.join(" ", limits.formats().stream().map(Enum::name).toList()));
      }
      if (limits.maxSize() != null) {
        parts.add("size " + limits.maxSize() + " or less");
      }
    }
    return String.join(", ", parts);
  }

  private static void range(List<String> parts, String name, @Nullable WeightRange range) {
    if (range != null) {
      parts.add(
          name
              + " "
              + Objects.requireNonNullElse(range.min(), 0)
              + " to "
              + Objects.requireNonNullElse(range.max(), 100));
    }
  }
}
