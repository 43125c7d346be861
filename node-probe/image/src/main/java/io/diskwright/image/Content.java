package io.diskwright.image;

import io.diskwright.libc.Fd;
import io.diskwright.planner.ImageFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an image is filled with before it counts. */
public interface Content {
  /**
   * Makes it readable.
   *
   * @param room where it may keep what it must have whole before it can be read
   * @throws ImageException why it cannot be had, or is refused
   */
  Opened open(Room room) throws ImageException;

  /** The image that is being filled, as far as its content needs to know it. */
  interface Room {
    /** Bytes the guest will see; content may not be larger. */
    long sizeBytes();

    /**
     * A new file for what must be there as a whole. It is gone, and closed, before the image
     * counts, or when the next one is asked for.
     */
    Fd scratch();

    /** Tells how far the work is, in bytes; throws when it must stop. */
    void tick(String phase, long done, long total) throws ImageException;
  }

  /** Content that can be read. */
  sealed interface Opened extends AutoCloseable permits Stream, File {
    /**
     * Called once all of it was read.
     *
     * @throws ImageException when it was not what it should have been: then nothing is kept
     */
    void finish() throws ImageException;

    @Override
    void close();
  }

  /** The bytes of the disk, front to back. */
  non-sealed interface Stream extends Opened {
    /** Bytes in all, or -1 when only the end will tell. */
    long length();

    /**
     * Reads the next bytes to the beginning of {@code buffer}: as many as fit, less some blocks.
     *
     * @return how many; 0 at the end
     */
    int read(byte[] buffer) throws ImageException;
  }

  /** A file, looked through and found to reach nothing but itself. */
  non-sealed interface File extends Opened {
    /** Open for reading. */
    Fd fd();

    /** What it is. */
    ImageFormat format();

    /** Bytes the guest sees; of raw, the length of the file. */
    long virtualBytes();

    /** How it was ordered, if it is an image of ours; then it may be cloned. */
    default @Nullable ImageOrder image() {
      return null;
    }

    /**
     * Hands the file to a command that fills another one from it.
     *
     * @param target what it fills
     * @param secret what opens the target, if anything has to
     * @param mostBytes the target may get
     */
    Hands hand(Fd target, @Nullable Fd secret, long mostBytes) throws ImageException;
  }

  /** Files in the hands of a command; closed when it has ended. */
  interface Hands extends AutoCloseable {
    /** What the command calls the source. */
    String source();

    /** What it calls the target. */
    String target();

    /** What it calls the secret, if it has one. */
    String secret();

    /** What to run so that {@code command} is kept within its limits. */
    List<String> command(List<String> command);

    /**
     * Looks how it ended.
     *
     * @throws ImageException when it was not even begun
     */
    void requireRun(CommandRunner.Result result) throws ImageException;

    @Override
    void close();
  }
}
