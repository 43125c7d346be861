package io.diskwright.image.source;

import static io.diskwright.image.source.RefusedException.require;

import io.diskwright.image.ImageException;
import io.diskwright.image.source.RefusedException.Why;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Statx;
import io.diskwright.planner.ImageFormat;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What an input image is, read from its own bytes by bounded readers, never by guessing of
 * qemu-img. Every offset and length is checked against the file, every table is walked, nothing is
 * allocated by a size that the image gives, and at most 512 MiB of tables are read.
 *
 * <p>Inspect a file that nobody else can write, and tell whoever opens it next the format found
 * here: the data of a raw image may begin with the magic of any format, and must not be probed.
 */
public final class SourceInspector {
  private SourceInspector() {}

  /**
   * The same with no limit but 1 PiB to what the guest may see.
   *
   * @param format of the image, or null to tell it by its magic; raw is what has no magic
   */
  public static SourceInfo inspect(Libc libc, Fd file, @Nullable ImageFormat format)
      throws ImageException {
    return inspect(libc, file, format, Long.MAX_VALUE);
  }

  /**
   * Reads what {@code file} is.
   *
   * @param format of the image, or null to tell it by its magic; raw is what has no magic. A raw
   *     image that is named as such may hold anything.
   * @param mostVirtualBytes bytes the guest may see, such as the size ordered
   * @throws ImageException {@link ImageException.Kind#Refused} with the reason when the image could
   *     reach anything outside itself, or is absurd; Failed when it cannot be read. The message
   *     does not name the file, which has no name here.
   */
  public static SourceInfo inspect(
      Libc libc, Fd file, @Nullable ImageFormat format, long mostVirtualBytes)
      throws ImageException {
    String as = format == null ? "image" : format.name();
    try {
      Statx statx = libc.statx(file);
      require(statx.isRegularFile(), Why.Unknown, "it is not a regular file");
      long size = statx.size();
      require(size > 0, Why.Damaged, "it is empty");
      require(size <= Claims.MOST_BYTES, Why.TooLarge, "it is " + size + " bytes long");
      SourceFile source = new SourceFile(libc, file, size, ByteOrder.BIG_ENDIAN, mostVirtualBytes);
      ImageFormat found = format == null ? Magics.of(source) : format;
      as = found.name();
      return new SourceInfo(found.name(), virtualBytes(source, found), size);
    } catch (RefusedException e) {
      throw new ImageException(
          ImageException.Kind.Refused,
          "It is refused as " + as + ": " + e.getMessage() + ". " + e.advice(),
          e);
    } catch (ErrnoException e) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "It cannot be read: " + e.getMessage() + ". Look at the storage it lies on.",
          e);
    }
  }

  private static long virtualBytes(SourceFile source, ImageFormat format) throws RefusedException {
    SourceFile little = source.in(ByteOrder.LITTLE_ENDIAN);
    return switch (format) {
      case raw -> source.virtual((source.size() + 511) & -512); // whole sectors, as QEMU has it
      case qcow2 -> Qcow2Source.inspect(source);
      case vpc -> VpcSource.inspect(source);
      case qed -> QedSource.inspect(little);
      case vmdk -> VmdkSource.inspect(little);
      case vdi -> VdiSource.inspect(little);
      case vhdx -> VhdxSource.inspect(little);
    };
  }
}
