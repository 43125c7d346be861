package io.diskwright.planner;

import java.util.Optional;

/** Formats and file systems hold only so much in one image. */
final class SizeLimitRule implements Rule {
  private static final long TIB = 1L << 40;

  @Override
  public Optional<Rejection> check(Candidate candidate, Context context) {
    long size = context.demand().sizeBytes();
    long format = FormatSizes.limit(candidate.format(), candidate.options());
    if (size > format) {
      return Rejection.because(
          RejectionReason.SizeLimit,
          () ->
              candidate.format()
                  + " holds at most "
                  + Words.bytes(format)
                  + "; the image has "
                  + Words.bytes(size),
          "spec/size");
    }
    long file = fileLimit(candidate.device());
    return context.footprint().maximumBytes() <= file
        ? Optional.empty()
        : Rejection.because(
            RejectionReason.SizeLimit,
            () ->
                "a file of "
                    + Properties.filesystem(candidate.device())
                    + " on "
                    + candidate.device().name()
                    + " holds at most "
                    + Words.bytes(file)
                    + "; this one may grow to "
                    + Words.bytes(context.footprint().maximumBytes()),
            "spec/size",
            "property/filesystem");
  }

  /**
   * The largest file, in bytes.
   *
   * <p>ext4 numbers a file's blocks with 32 bits (Linux, Documentation/filesystems/ext4: 16 TiB
   * with blocks of 4 KiB, 4 TiB with 1 KiB); ext2 and ext3 count 512-byte sectors with 32 bits (2
   * TiB); vfat holds 4 GiB less one byte. xfs, btrfs, tmpfs and the rest reach what the kernel's
   * loff_t does.
   */
  static long fileLimit(DeviceFacts device) {
    return switch (Properties.filesystem(device)) {
      case "ext4" -> (Properties.blockSize(device) << 32) - Properties.blockSize(device);
      case "ext2", "ext3" -> 2 * TIB;
      case "vfat" -> (1L << 32) - 1;
      default -> Long.MAX_VALUE;
    };
  }
}
