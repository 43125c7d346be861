package io.diskwright.image;

import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fcntl;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the file of an image, blank or filled, in the directory it is made in. */
final class ImageMaker {
  /** What a content keeps beside the image while it is made. */
  static final String SCRATCH = "source.part";

  /** The same of an encrypted image: it is overwritten before its space is given back. */
  static final String CLEAR = "source.clear";

  private static final String COPYING = "copying";

  private final Libc libc;
  private final RawMaker raw;
  private final QemuMaker qemu;
  private final Cloner cloner;
  private final Scrubber leaving;

  /**
   * @param leaving what makes unreadable what was kept beside an encrypted image
   */
  ImageMaker(Libc libc, RawMaker raw, QemuMaker qemu, Scrubber leaving) {
    this.libc = libc;
    this.raw = raw;
    this.qemu = qemu;
    this.cloner = new Cloner(libc, raw);
    this.leaving = leaving;
  }

  /**
   * Makes the file of {@code order} in {@code dir}; it is not flushed yet.
   *
   * @param key of an encrypted image, else null
   * @param content what it is filled with, or null for zeroes
   */
  void make(
      ImageOrder order, Fd dir, @Nullable ImageKey key, @Nullable Content content, Ticker ticker)
      throws ImageException {
    if (content == null) {
      blank(order, dir, key, ticker);
      return;
    }
    try (Room room = new Room(libc, order, dir, leaving, ticker)) {
      try (Content.Opened opened = content.open(room)) {
        switch (opened) {
          case Content.Stream stream -> fill(order, dir, key, stream, room);
          case Content.File file -> fill(order, dir, key, file, ticker);
        }
      }
    }
  }

  private void blank(ImageOrder order, Fd dir, @Nullable ImageKey key, Ticker ticker)
      throws ImageException {
    if (isPlain(order)) {
      raw.make(order, dir, ticker);
    } else {
      qemu.make(order, dir, key, null, ticker);
    }
  }

  private void fill(
      ImageOrder order, Fd dir, @Nullable ImageKey key, Content.Stream stream, Room room)
      throws ImageException {
    requireFits(order, stream.length());
    if (isPlain(order)) {
      raw.make(order, dir, room.ticker, (file, dense) -> pour(stream, file, dense));
      return;
    }
    Fd scratch = room.scratch(); // qemu-img reads nothing that it cannot seek in
    SparseWriter writer = new SparseWriter(libc, scratch);
    pour(stream, writer);
    writer.end();
    qemu.make(order, dir, key, new Whole(scratch, writer.position()), room.ticker);
  }

  private void fill(
      ImageOrder order, Fd dir, @Nullable ImageKey key, Content.File file, Ticker ticker)
      throws ImageException {
    requireFits(order, file.virtualBytes());
    if (cloner.clone(order, dir, file, ticker)) {
      file.finish();
      return;
    }
    if (isPlain(order) && file.format() == ImageFormat.raw) {
      raw.make(order, dir, ticker, (made, dense) -> copy(file, made, dense, ticker));
    } else {
      qemu.make(order, dir, key, file, ticker);
    }
    file.finish();
  }

  private long pour(Content.Stream stream, Fd file, long dense) throws ImageException {
    SparseWriter writer = new SparseWriter(libc, file, dense);
    pour(stream, writer);
    return writer.position();
  }

  private static void pour(Content.Stream stream, SparseWriter writer) throws ImageException {
    byte[] piece = new byte[SparseWriter.PIECE];
    for (int length = stream.read(piece); length > 0; length = stream.read(piece)) {
      writer.write(piece, length);
    }
    stream.finish();
  }

  /** Copies a raw file; its holes are not even read. */
  private long copy(Content.File source, Fd made, long dense, Ticker ticker) throws ImageException {
    SparseWriter writer = new SparseWriter(libc, made, dense);
    long length = source.virtualBytes();
    while (writer.position() < length) {
      long at = writer.position();
      long data = at < dense ? at : seek(source.fd(), at, Fcntl.SEEK_DATA, at, length);
      writer.skip(data - at);
      long end = at < dense ? length : seek(source.fd(), data, Fcntl.SEEK_HOLE, length, length);
      while (writer.position() < end) {
        ticker.tick(COPYING, writer.position(), length);
        int wanted = (int) Math.min(SparseWriter.PIECE, end - writer.position());
        byte[] piece = read(source.fd(), wanted, writer.position());
        writer.write(piece, piece.length);
      }
    }
    return length;
  }

  private byte[] read(Fd source, int length, long offset) throws ImageException {
    try {
      byte[] piece = libc.pread(source, length, offset);
      if (piece.length > 0) {
        return piece;
      }
    } catch (ErrnoException e) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "The source cannot be read at byte "
              + offset
              + ": "
              + Errno.describe(e.errno())
              + "; look at the storage it is on.",
          e);
    }
    throw new ImageException(
        ImageException.Kind.Failed,
        "The source became shorter while it was read, at byte "
            + offset
            + "; stop what writes to it and try again.");
  }

  /**
   * The next data, or hole, from {@code from} on.
   *
   * @param unknown the answer where the file system does not know
   * @param length the answer where there is none
   */
  private long seek(Fd source, long from, int whence, long unknown, long length) {
    try {
      return Math.min(length, libc.lseek(source, from, whence));
    } catch (ErrnoException e) {
      return e.errno() == Errno.ENXIO ? length : unknown;
    }
  }

  private static boolean isPlain(ImageOrder order) {
    return order.format() == ImageFormat.raw && !order.encrypted();
  }

  private static void requireFits(ImageOrder order, long bytes) throws ImageException {
    if (bytes > order.sizeBytes()) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "The source has "
              + bytes
              + " bytes, and "
              + order.described()
              + " only "
              + order.sizeBytes()
              + ": give spec.size "
              + bytes
              + " or more.");
    }
  }

  /** Raw bytes that were kept whole. */
  private record Whole(Fd fd, long virtualBytes) implements Content.File {
    @Override
    public ImageFormat format() {
      return ImageFormat.raw;
    }

    @Override
    public Content.Hands hand(Fd target, @Nullable Fd secret, long mostBytes) {
      return new Open(fd, target, secret);
    }

    @Override
    public void finish() {}

    @Override
    public void close() {}
  }

  /** Files by their links: nothing in raw bytes is read as anything but data. */
  private record Open(Fd from, Fd to, @Nullable Fd key) implements Content.Hands {
    @Override
    public String source() {
      return link(from);
    }

    @Override
    public String target() {
      return link(to);
    }

    @Override
    public String secret() {
      return key == null ? "" : link(key);
    }

    @Override
    public List<String> command(List<String> command) {
      return command;
    }

    @Override
    public void requireRun(CommandRunner.Result result) {}

    @Override
    public void close() {}

    private static String link(Fd fd) {
      return "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd.number();
    }
  }

  private static final class Room implements Content.Room, AutoCloseable {
    private final Libc libc;
    private final ImageOrder order;
    private final Fd dir;
    private final Scrubber leaving;
    private final Ticker ticker;
    private final String name;
    private @Nullable Fd scratch;

    Room(Libc libc, ImageOrder order, Fd dir, Scrubber leaving, Ticker ticker) {
      this.libc = libc;
      this.order = order;
      this.dir = dir;
      this.leaving = leaving;
      this.ticker = ticker;
      this.name = order.encrypted() ? CLEAR : SCRATCH;
    }

    @Override
    public long sizeBytes() {
      return order.sizeBytes();
    }

    @Override
    public Fd scratch() {
      close();
      Fd made = libc.openat2(dir, name, Kernel.CREATE, 0600, Kernel.RESOLVE_INSIDE);
      scratch = made;
      return made;
    }

    @Override
    public void tick(String phase, long done, long total) throws ImageException {
      ticker.tick(phase, done, total);
    }

    @Override
    public void close() {
      if (scratch != null) {
        scratch.close();
        scratch = null;
        leaving.scrub(dir, name);
        libc.unlinkat(dir, name, 0);
      }
    }
  }
}
