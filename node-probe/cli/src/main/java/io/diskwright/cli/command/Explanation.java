package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.BecauseEntry;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.ExpectedCosts;
import io.diskwright.api.v1alpha1.RejectedCandidate;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Table;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.output.Terminal.Style;
import io.diskwright.cli.plan.Planned;
import io.diskwright.cli.plan.World;
import io.diskwright.decision.Classes;
import io.diskwright.decision.DecisionResult;
import io.diskwright.decision.Demands;
import io.diskwright.planner.Capability;
import io.diskwright.planner.Confidence;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A decision as a person reads it in half a minute. */
public final class Explanation {
  private static final int FEW = 8;

  private final Terminal terminal;
  private final World world;
  private final boolean all;

  /**
   * Explains to {@code terminal}.
   *
   * @param world with the devices that decisions name
   * @param all whether every rejected candidate is shown
   */
  public Explanation(Terminal terminal, World world, boolean all) {
    this.terminal = terminal;
    this.world = world;
    this.all = all;
  }

  void print(Planned planned) {
    switch (planned) {
      case Planned.ToMake make -> decided(make.name(), make.image(), "");
      case Planned.Made made -> decided(made.name(), made.image(), ", made already");
      case Planned.Refused refused -> refused(refused);
    }
    line("");
  }

  /** Explains {@code image}, which is decided. */
  public void made(VmDiskImage image) {
    decided(Demands.name(image), image, "");
    line("");
  }

  private void decided(String name, VmDiskImage image, String note) {
    Decision decision =
        Objects.requireNonNull(image.getStatus().decision(), "only decided images are explained");
    ExpectedCosts expected = decision.expected();
    line(
        terminal.styled(Style.Bold, name)
            + " ("
            + image.getSpec().size()
            + "): "
            + terminal.styled(Style.Good, decision.policy() + " " + decision.format())
            + " on "
            + place(decision.device())
            + note);
    line("  score " + decision.score() + " of 1000, by " + basis(decision));
    Classes.recorded(image).ifPresent(effective -> line("  wishes: " + wishes(effective)));
    line("  options: " + Ways.options(decision.options()));
    line(
        "  takes "
            + Bytes.text(expected.allocatedBytes())
            + " now, at most "
            + Bytes.text(expected.maximumBytes())
            + "; expected performance "
            + expected.performance()
            + " of 1000");
    line("");
    line("  Why");
    for (BecauseEntry because : decision.because()) {
      line("  - " + because.message());
    }
    line("");
    line("  Gives up: the device has no " + names(decision.lacks()));
    line("");
    rejected(decision.rejected(), decision.considered());
  }

  /** What would be chosen if {@code wish} were wished instead. */
  void whatIf(WhatIf wish, String notAllowed, DecisionResult before, DecisionResult after) {
    line("  What if " + terminal.styled(Style.Bold, wish.toString()));
    if (!notAllowed.isEmpty()) {
      line("  - not allowed by its class: " + notAllowed);
    }
    Difference.lines(before, after, this::place).forEach(text -> line("  - " + text));
    line("");
  }

  private void refused(Planned.Refused refused) {
    line(
        terminal.styled(Style.Bold, refused.name()) + ": " + terminal.styled(Style.Bad, "refused"));
    refused
        .refusal()
        .ifPresent(
            refusal -> {
              line("  " + refusal.message());
              line("");
              rejected(refusal.rejected(), refusal.considered());
            });
  }

  private void rejected(List<RejectedCandidate> rejected, int considered) {
    int shown = all ? rejected.size() : Math.min(FEW, rejected.size());
    line("  Rejected (" + shown + " of " + considered + " candidates looked at)");
    Table table = new Table("POLICY", "FORMAT", "PLACE", "OPTIONS", "SCORE", "REASON", "");
    for (RejectedCandidate one : rejected.subList(0, shown)) {
      table.row(
          one.policy().name(),
          one.format().name(),
          place(one.device()),
          Ways.options(one.options()),
          Integer.toString(one.score()),
          one.reason().name(),
          one.message());
    }
    terminal.out().print(table.text(2));
    if (shown < rejected.size()) {
      line("  --all shows " + (rejected.size() - shown) + " more");
    }
  }

  String place(String device) {
    return world
        .device(device)
        .map(StorageDevice::getStatus)
        .map(status -> status.target().text())
        .orElse(device);
  }

  private static String basis(Decision decision) {
    return decision.strategy()
        + (decision.expected().confidence() == Confidence.Calibrated
            ? " (measured on this device)"
            : " (costs measured on a device of its kind)");
  }

  private static String wishes(EffectiveSpec wanted) {
    String numbers =
        "performance %s, redundancy %s, security %s"
            .formatted(
                Weights.text(wanted.tradeoffs().performance()),
                Weights.text(wanted.tradeoffs().redundancy()),
                wanted.tradeoffs().security());
    return wanted.className() == null
        ? numbers + ", of no class"
        : numbers
            + ", of class "
            + wanted.className()
            + (wanted.from().ofClass() == null
                ? ", which says nothing of them"
                : ", which says " + String.join(", ", wanted.from().ofClass()));
  }

  private static String names(List<Capability> capabilities) {
    return capabilities.isEmpty()
        ? "lack at all"
        : capabilities.stream().map(Capability::name).collect(Collectors.joining(", "));
  }

  private void line(String text) {
    terminal.out().println(text);
  }
}
