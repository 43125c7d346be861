package io.diskwright.probe;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.probe.dm.DmControl;
import io.diskwright.probe.dm.DmDevice;
import io.diskwright.probe.dm.DmRaid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of device-mapper: asked of the kernel where we may, else guessed from the marks that
 * their makers left.
 */
final class DmLayers {
  private final KernelFiles files;
  private final DmControl control;

  DmLayers(KernelFiles files, DmControl control) {
    this.files = files;
    this.control = control;
  }

  /** The layer of {@code dm-N}. */
  Layer layer(String kernelName, Path device, List<Layer> below) {
    String shown = files.text(device.resolve("dm/name"));
    String name = shown == null ? kernelName : shown;
    String guess = LayerTypes.deviceMapper(files.text(device.resolve("dm/uuid")), marks(below));
    try {
      DmDevice dm = ask(device);
      String type = LayerTypes.deviceMapper(dm, guess);
      String claim = LayerTypes.claim(guess, type);
      return new Layer(name, type, null, device, below, null, array(dm), dm, claim, null);
    } catch (ErrnoException e) {
      String doubt = DmControl.STATUS + ": " + e.errnoName();
      return new Layer(name, guess, null, device, below, null, null, null, null, doubt);
    }
  }

  private DmDevice ask(Path device) {
    String number = files.text(device.resolve("dev"));
    String[] parts = number == null ? new String[0] : number.split(":", -1);
    if (parts.length != 2) {
      throw new ErrnoException(device + "/dev", Errno.ENODEV);
    }
    try {
      return control.device(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    } catch (NumberFormatException e) {
      throw new ErrnoException(device + "/dev", Errno.ENODEV);
    }
  }

  /** The worst of its targets, when all are arrays. */
  private static @Nullable ArrayState array(DmDevice dm) {
    List<ArrayState> arrays = new ArrayList<>();
    for (var target : dm.targets()) {
      DmRaid raid = DmRaid.of(target);
      if (raid != null) {
        arrays.add(ArrayState.dm(raid));
      }
    }
    return arrays.size() < dm.targets().size()
        ? null
        : arrays.stream().min(Comparator.comparingInt(ArrayState::left)).orElse(null);
  }

  private List<String> marks(List<Layer> below) {
    List<String> marks = new ArrayList<>();
    for (Layer slave : below) {
      Path dm = slave.device() == null ? null : slave.device().resolve("dm");
      marks.add(
          dm == null ? "" : files.text(dm.resolve("name")) + " " + files.text(dm.resolve("uuid")));
    }
    return marks;
  }
}
