package io.diskwright.cli.command;

import io.diskwright.cli.input.InputReader;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.cli.output.Terminal;
import io.diskwright.cli.plan.Applier;
import io.diskwright.cli.plan.Home;
import io.diskwright.cli.plan.Host;
import io.diskwright.cli.plan.ImagePlanner;
import io.diskwright.cli.plan.Keys;
import io.diskwright.cli.plan.Maker;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Prober;
import io.diskwright.cli.plan.SourceSizes;
import io.diskwright.cli.plan.Statuses;
import io.diskwright.cli.plan.WorldReader;
import io.diskwright.cli.state.StateStore;
import io.diskwright.decision.Decider;
import io.diskwright.image.Allocator;
import io.diskwright.image.Grower;
import io.diskwright.image.ImageException;
import io.diskwright.image.LogicalVolumes;
import io.diskwright.image.QemuImg;
import io.diskwright.image.QemuVersion;
import io.diskwright.image.Repairer;
import io.diskwright.image.Verifier;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.image.content.Contents;
import io.diskwright.image.content.Permission;
import io.diskwright.libc.Libc;
import io.diskwright.planner.Abilities;
import io.diskwright.planner.Planner;
import io.diskwright.probe.DeviceProbe;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;

/** Puts together what the commands work with, when they ask for it. */
public final class Workshop {
  private final Terminal terminal;
  private final Clock clock;
  private final Stop stop;
  private final QemuVersion qemu = QemuVersion.system();
  private boolean verbose;

  /**
   * Talks to {@code terminal}, tells the time by {@code clock}, and stops when {@code stop} says.
   */
  public Workshop(Terminal terminal, Clock clock, Stop stop) {
    this.terminal = terminal;
    this.clock = clock;
    this.stop = stop;
  }

  void verbose(boolean on) {
    verbose = on;
  }

  /** Where results and messages go. */
  public Terminal terminal() {
    return terminal;
  }

  InputReader inputReader() {
    return new InputReader(Json.mapper(), terminal.in());
  }

  Libc libc() {
    return Libc.system();
  }

  StateStore store(Path target) {
    return new StateStore(libc(), target);
  }

  /** What was made in a place. */
  StateStore store(Place place) throws Failure {
    return store(Home.of(place, volumes()));
  }

  LogicalVolumes volumes() {
    return LogicalVolumes.system();
  }

  Prober prober() {
    return new Prober(new DeviceProbe(qemu), Host.nodeName());
  }

  Calibrator calibrator() {
    return Calibrator.system();
  }

  /** The version of QEMU here. */
  String qemuVersion() throws ImageException {
    return QemuImg.system().version();
  }

  LocalDate today() {
    return LocalDate.now(clock);
  }

  WorldReader worldReader() {
    return new WorldReader(libc(), prober(), this::detail);
  }

  ImagePlanner planner() {
    return planner(new Planner(Abilities.COMMAND_LINE));
  }

  ImagePlanner planner(Planner planner) {
    return new ImagePlanner(libc(), new Decider(planner));
  }

  Allocator allocator() {
    return Allocator.system();
  }

  Statuses statuses() {
    return new Statuses(clock);
  }

  SourceSizes sizes(Permission permission) {
    return new SourceSizes(libc(), contents(), permission);
  }

  private Contents contents() {
    return new Contents(libc());
  }

  /** One that fills nothing. */
  Maker maker(Keys keys) {
    return maker(keys, Permission.USERS_OWN);
  }

  private Maker maker(Keys keys, Permission permission) {
    return new Maker(
        libc(),
        allocator(),
        contents(),
        permission,
        Verifier.system(),
        Grower.system(),
        Repairer.system(),
        volumes(),
        statuses(),
        keys,
        this::watch);
  }

  Applier applier(Keys keys, Permission permission) {
    Maker maker = maker(keys, permission);
    return new Applier(
        libc(), worldReader(), planner(), allocator(), volumes(), maker, this::notice);
  }

  /** Whether the user asked to stop. */
  public boolean isToStop() {
    return stop.asked();
  }

  /** Tells users something that is no result. */
  public void notice(String message) {
    terminal.err().println(message);
    terminal.err().flush();
  }

  /** Tells users who want to know what is being done. */
  void detail(String message) {
    if (verbose) {
      notice(message);
    }
  }

  private Maker.Watch watch(String name) {
    detail("making " + name);
    if (terminal.live()) {
      return new ProgressBar(terminal.err(), name, System::nanoTime, stop);
    }
    return new Maker.Watch() {
      @Override
      public boolean report(String phase, long done, long total) {
        return !stop.asked();
      }

      @Override
      public void close() {}
    };
  }
}
