package io.diskwright.cli.command;

import io.diskwright.api.v1alpha1.DeviceCapacity;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.cli.output.Bytes;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Maker;
import io.diskwright.cli.plan.Place;
import io.diskwright.cli.plan.Places;
import io.diskwright.decision.Facts;
import io.diskwright.image.ImageException;
import io.diskwright.image.PlaceIdentity;
import io.diskwright.image.calibration.Calibration;
import io.diskwright.image.calibration.CalibrationRequest;
import io.diskwright.image.calibration.Calibrator;
import io.diskwright.libc.ErrnoException;
import io.diskwright.planner.Abilities;
import io.diskwright.planner.DeviceFacts;
import io.diskwright.planner.WorthMeasuring;
import io.diskwright.probe.ProbeException;
import io.diskwright.probe.measured.MeasurementFile;
import io.diskwright.probe.measured.PlaceMeasured;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diskwright calibrate}. */
@Command(
    name = "calibrate",
    header = "Measures what each way of making an image costs in a directory; plans go by it then.",
    description = {
      "Makes images there one after another, as apply would make them, writes and reads them"
          + " through qemu-nbd past the page cache, and removes them. Ways that may be chosen there"
          + " are measured at least twice, in an order that changes; what there is no time for is"
          + " left out, the least promising first.",
      "What was measured is kept in TARGET/.diskwright-measurements, until the kernel, QEMU, the"
          + " file system or its mount options are others. Works at the lowest I/O priority, with"
          + " the images of one size at most 512 MiB. Ctrl-C stops it and leaves nothing."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright calibrate /mnt/images --dry-run",
      "  diskwright calibrate /mnt/images --quick",
      "  diskwright calibrate /mnt/images --time 600 -o yaml"
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final int SHORTEST_SECONDS = 5;
  private static final int MOST_WAYS = 20;
  private static final int MOST_QUICK_WAYS = 12;

  /** For what comes before and after: probing, and keeping what was found. */
  private static final Duration AROUND = Duration.ofSeconds(1);

  @Option(names = "--quick", description = "Measure each way only briefly: 40 seconds in all.")
  private boolean quick;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "The longest it may take, everything included. Default: 180, with --quick 40.")
  private @Nullable Integer seconds;

  @Option(
      names = "--dry-run",
      description = "Say what would be measured and what that takes, and do nothing.")
  private boolean dryRun;

  @Mixin private OutputOption output = new OutputOption();

  @Parameters(paramLabel = "TARGET", description = "Directory for images, which must be there.")
  private String target = "";

  private final Workshop workshop;

  CalibrateCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    long start = System.nanoTime();
    Duration time = time();
    Place place = place();
    StorageDevice device = probe(place);
    CalibrationRequest request = request(place, device, time);
    CalibrationTable table = new CalibrationTable(workshop.terminal());
    try {
      Calibrator.Extent extent =
          Calibrator.extent(request, device.getStatus().capacity().freeBytes());
      if (dryRun) {
        table.printPlanned(output, request, extent);
        return 0;
      }
      String qemu = workshop.qemuVersion();
      workshop.notice(
          "measuring %d ways of making images in %s: at most %s of space at a time, at most %d s;"
                  .formatted(
                      request.ways().size(),
                      request.target(),
                      Bytes.text(extent.spaceBytes()),
                      time.toSeconds())
              + " Ctrl-C stops it and leaves nothing");
      measure(request.within(left(time, start)), place, device, qemu, table);
    } catch (ImageException e) {
      throw Maker.failure(e);
    }
    return 0;
  }

  private void measure(
      CalibrationRequest request,
      Place place,
      StorageDevice device,
      String qemu,
      CalibrationTable table)
      throws Failure, ImageException {
    Calibration found;
    try (CalibrationBar bar = new CalibrationBar(workshop.terminal(), workshop::isToStop)) {
      found = workshop.calibrator().run(request, bar);
    }
    for (Calibration.Failed failed : found.failed()) {
      workshop.notice("warning: " + CalibrationTable.name(failed.way()) + ": " + failed.why());
    }
    PlaceMeasured measured =
        PlaceMeasured.of(device, workshop.today().toString(), qemu, found.ways());
    try {
      MeasurementFile.write(workshop.libc(), request.target(), measured);
    } catch (ErrnoException e) {
      throw Failure.of(e, "keeping what was measured", request.target());
    }
    StorageDevice now = probe(place);
    if (output.isTable()) {
      table.print(request, found);
    } else {
      output.print(workshop.terminal(), List.of(now), true);
    }
  }

  private Duration time() throws Failure {
    if (seconds == null) {
      return quick ? Calibrator.QUICK : Calibrator.USUAL;
    }
    if (seconds < SHORTEST_SECONDS) {
      throw new Failure(
          Failure.INVALID,
          "--time "
              + seconds
              + " is too short to measure anything; give it "
              + SHORTEST_SECONDS
              + " at least, and better 40");
    }
    return Duration.ofSeconds(seconds);
  }

  private static Duration left(Duration time, long start) {
    return time.minusNanos(System.nanoTime() - start).minus(AROUND);
  }

  private Place place() throws Failure {
    Place place = Places.of(List.of(target), List.of()).getFirst();
    if (!place.isDirectory()) {
      throw new Failure(
          Failure.INVALID,
          place.target()
              + " is a volume group, and only directories can be measured; write a directory with a"
              + " slash, such as ./"
              + place.target());
    }
    if (!place.exists()) {
      throw new Failure(
          Failure.INVALID, place.directory() + " does not exist; name a directory that does");
    }
    return place;
  }

  private StorageDevice probe(Place place) throws Failure {
    try (Waiting waiting = new Waiting(workshop.terminal())) {
      waiting.on("probing " + place.target());
      return workshop.prober().probe(place);
    } catch (ProbeException e) {
      int code = e.isNotThere() ? Failure.INVALID : Failure.REFUSED;
      throw new Failure(code, String.valueOf(e.getMessage()), e);
    }
  }

  private CalibrationRequest request(Place place, StorageDevice device, Duration time)
      throws Failure {
    DeviceFacts facts = Facts.of(device, null, 0);
    if (!facts.notReady().isEmpty()) {
      throw new Failure(
          Failure.REFUSED, place.directory() + " cannot be measured: " + facts.notReady());
    }
    DeviceCapacity room = device.getStatus().capacity();
    return new CalibrationRequest(
        place.directory(),
        PlaceIdentity.of(device.getStatus().identity()),
        WorthMeasuring.on(facts, Abilities.DEFAULT, quick ? MOST_QUICK_WAYS : MOST_WAYS),
        room.freeBytes() - room.allocatableBytes(),
        time,
        quick);
  }
}
