package io.diskwright.libc;

/** Modes of fallocate(2); include/uapi/linux/falloc.h. */
public final class Falloc {
  /** Allocates without changing the size. */
  public static final int KEEP_SIZE = 0x01;

  /** Gives the range back; only together with {@link #KEEP_SIZE}. */
  public static final int PUNCH_HOLE = 0x02;

  /** Takes the range out of the file, what is behind it moves up. */
  public static final int COLLAPSE_RANGE = 0x08;

  /** Makes the range read as zeroes, staying allocated. */
  public static final int ZERO_RANGE = 0x10;

  /** Puts a hole into the file, what is behind it moves down. */
  public static final int INSERT_RANGE = 0x20;

  /** Allocates anew what is shared by a reflink. */
  public static final int UNSHARE_RANGE = 0x40;

  /** Makes the range written zeroes, by the device where it can; Linux 6.17. */
  public static final int WRITE_ZEROES = 0x80;

  private Falloc() {}
}
