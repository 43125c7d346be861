package io.diskwright.image.content;

import io.diskwright.image.CommandRunner;
import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.ProcessRunner;
import io.diskwright.image.source.Confined;
import io.diskwright.image.source.Sandbox;
import io.diskwright.image.source.Sandbox.Handed;
import io.diskwright.image.source.Sandbox.Limits;
import io.diskwright.image.source.Sandbox.Use;
import io.diskwright.image.source.SourceInfo;
import io.diskwright.image.source.SourceInspector;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.planner.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole file that was looked through by our own readers. */
final class Inspected implements Content.File {
  private final Sandbox sandbox;
  private final Fd fd;
  private final boolean ours;
  private final ImageFormat format;
  private final long virtualBytes;
  private final Provenance from;
  private final @Nullable ImageOrder image;

  private Inspected(
      Sandbox sandbox,
      Fd fd,
      boolean ours,
      ImageFormat format,
      long virtualBytes,
      Provenance from,
      @Nullable ImageOrder image) {
    this.sandbox = sandbox;
    this.fd = fd;
    this.ours = ours;
    this.format = format;
    this.virtualBytes = virtualBytes;
    this.from = from;
    this.image = image;
  }

  /**
   * Looks through {@code fd}.
   *
   * @param asked its format, or null to tell it by its own bytes
   * @param ours whether it is a file that nobody else has
   * @param from where it came from; closed with it
   */
  static Inspected of(Libc libc, Fd fd, boolean ours, @Nullable ImageFormat asked, Provenance from)
      throws ImageException {
    return of(libc, fd, ours, asked, from, null);
  }

  /** Looks through {@code fd}, which was made by the order {@code image}. */
  static Inspected of(Libc libc, Fd fd, ImageOrder image, Provenance from) throws ImageException {
    return of(libc, fd, false, image.format(), from, image);
  }

  private static Inspected of(
      Libc libc,
      Fd fd,
      boolean ours,
      @Nullable ImageFormat asked,
      Provenance from,
      @Nullable ImageOrder image)
      throws ImageException {
    try {
      SourceInfo info = SourceInspector.inspect(libc, fd, asked);
      ImageFormat format = ImageFormat.valueOf(info.format());
      long bytes = format == ImageFormat.raw ? info.fileBytes() : info.virtualBytes();
      Sandbox sandbox = new Sandbox(libc, new ProcessRunner());
      return new Inspected(sandbox, fd, ours, format, bytes, from, image);
    } catch (ImageException e) {
      throw new ImageException(e.kind(), from.name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Fd fd() {
    return fd;
  }

  @Override
  public ImageFormat format() {
    return format;
  }

  @Override
  public long virtualBytes() {
    return virtualBytes;
  }

  @Override
  public @Nullable ImageOrder image() {
    return image;
  }

  @Override
  public Content.Hands hand(Fd target, @Nullable Fd secret, long mostBytes) {
    List<Handed> files = new ArrayList<>();
    files.add(new Handed(fd, ours ? Use.ReadOurs : Use.Read));
    files.add(new Handed(target, Use.Write));
    if (secret != null) {
      files.add(new Handed(secret, Use.Read));
    }
    Limits limits = Limits.of(Math.max(virtualBytes, mostBytes), mostBytes);
    return new InSandbox(sandbox.confine(files, limits));
  }

  private record InSandbox(Confined confined) implements Content.Hands {
    @Override
    public String source() {
      return Sandbox.path(0);
    }

    @Override
    public String target() {
      return Sandbox.path(1);
    }

    @Override
    public String secret() {
      return Sandbox.path(2);
    }

    @Override
    public List<String> command(List<String> command) {
      return confined.command(command);
    }

    @Override
    public void requireRun(CommandRunner.Result result) throws ImageException {
      Confined.requireRun(result);
    }

    @Override
    public void close() {
      confined.close();
    }
  }

  @Override
  public void finish() throws ImageException {
    from.finish();
  }

  @Override
  public void close() {
    from.close();
  }
}
