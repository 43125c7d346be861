package io.diskwright.image.content;

import io.diskwright.image.Content;
import io.diskwright.image.HeldImage;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.image.ImageOrder;
import io.diskwright.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** Another image of ours. What its guest wrote is no more trusted than what comes from outside. */
final class ImageContent implements Content {
  private final Libc libc;
  private final ImageOrder order;

  ImageContent(Libc libc, ImageOrder order) {
    this.libc = libc;
    this.order = order;
  }

  @Override
  public Opened open(Room room) throws ImageException {
    HeldImage held = HeldImage.open(libc, order);
    boolean kept = false;
    try {
      Opened opened = Inspected.of(libc, held.fd(), order, new Untouched(held));
      kept = true;
      return opened;
    } finally {
      if (!kept) {
        held.close();
      }
    }
  }

  /** An image that nobody writes to while it is read. */
  private static final class Untouched implements Provenance {
    private final HeldImage held;
    private final FileTime modified;

    Untouched(HeldImage held) throws ImageException {
      this.held = held;
      this.modified = modified();
    }

    @Override
    public String name() {
      return "The source " + held.order().file();
    }

    @Override
    public void finish() throws ImageException {
      if (!modified().equals(modified)) {
        throw new ImageException(
            Kind.InTheWay,
            name() + " was written to while it was read; stop its VM and try again.");
      }
    }

    @Override
    public void close() {
      held.close();
    }

    private FileTime modified() throws ImageException {
      try {
        return Files.getLastModifiedTime(Path.of("/proc/self/fd/" + held.fd().number()));
      } catch (IOException e) {
        throw new ImageException(
            Kind.Failed, name() + " cannot be looked at: " + e.getMessage() + ".", e);
      }
    }
  }
}
