package io.diskwright.image;

import io.diskwright.image.Verification.DriftKind;
import io.diskwright.image.Verification.Drifted;
import io.diskwright.image.Verification.Verified;
import io.diskwright.libc.Errno;
import io.diskwright.libc.ErrnoException;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import io.diskwright.libc.Marker;
import io.diskwright.libc.MarkerFile;
import io.diskwright.libc.TemporaryFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes, deletes and sweeps images; one implementation for the agent and the command line.
 *
 * <p>An image is made in a temporary directory beside its place, flushed, verified, and only then
 * renamed: a crash at any step leaves nothing that counts, or the finished image. Safe for use by
 * many threads and processes.
 */
public final class Allocator {
  private static final Pattern LEFTOVER =
      Pattern.compile("\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\\.scrub)?\\.tmp");

  private final Libc libc;
  private final Verifier verifier;
  private final ImageMaker maker;
  private final Scrubber overwriting;

  /** For what is left to the file system, but for what must not be read by anybody. */
  private final Scrubber leaving;

  /** Works by {@code libc}, and by {@code qemuImg} for every format but raw. */
  public Allocator(Libc libc, QemuImg qemuImg) {
    this.libc = libc;
    this.verifier = new Verifier(libc);
    ZeroWriter zeroes = new ZeroWriter(libc);
    RawMaker raw = new RawMaker(libc, zeroes);
    this.overwriting = Scrubber.overwriting(libc, zeroes);
    this.leaving = new Scrubber.Only(ImageMaker.CLEAR, overwriting);
    this.maker = new ImageMaker(libc, raw, new QemuMaker(libc, qemuImg, raw), leaving);
  }

  /** Works by the running kernel and the qemu-img on the PATH. */
  public static Allocator system() {
    return new Allocator(Libc.system(), QemuImg.system());
  }

  /**
   * Makes the directory {@code pool}, for its owner only, if it is missing; its parent must be
   * there.
   *
   * @param identity what it must be if it is there, and what the file system must be if it is not
   * @throws ImageException why it cannot hold images
   */
  public void prepare(Path pool, PlaceIdentity identity) throws ImageException {
    try (PoolDirectory prepared = PoolDirectory.openOrCreate(libc, pool, identity)) {
      prepared.availableBytes(); // opening it was the proof; this one reaches the file system
    } catch (ErrnoException e) {
      throw Trouble.of(e, "preparing the pool", pool);
    }
  }

  /**
   * Gives {@code pool}, which must be there, its identity, if it has none yet.
   *
   * @param fresh written when there is no marker
   * @return the UUID of the marker that is there now
   * @throws ImageException when it cannot be written, or what is there contradicts the place
   */
  public String identify(Path pool, PlaceIdentity identity, Marker fresh) throws ImageException {
    try (PoolDirectory there =
        PoolDirectory.openForWriting(libc, pool, identity)
            .orElseThrow(() -> PoolDirectory.wrong(pool, "is not there", "create it"))) {
      return switch (MarkerFile.write(libc, there.fd(), fresh)) {
        case MarkerFile.Reading.Found found -> there.ownMarker(found.marker());
        case MarkerFile.Reading.Bad bad ->
            throw PoolDirectory.wrong(
                pool,
                "has a file " + MarkerFile.NAME + " that " + bad.why(),
                "look where it comes from and move it away");
        case MarkerFile.Reading.None unused ->
            throw PoolDirectory.wrong(pool, "lost its marker as soon as it was made", "try again");
      };
    } catch (ErrnoException e) {
      throw Trouble.of(e, "writing its identity", pool);
    }
  }

  /**
   * Makes the image, or finds that it is there as ordered; idempotent, and safe to kill at any
   * step.
   *
   * @throws ImageException what went wrong, and that nothing was left
   */
  public Verified make(ImageOrder order, Progress progress) throws ImageException {
    return make(order, null, null, progress);
  }

  /**
   * The same for an image that may be encrypted.
   *
   * @param key what will open it; used only while it is made, and needed only then
   */
  public Verified make(ImageOrder order, @Nullable ImageKey key, Progress progress)
      throws ImageException {
    return make(order, key, null, progress);
  }

  /**
   * The same for an image that may be filled.
   *
   * @param key what will open it, if it is encrypted
   * @param content what it is filled with, or null for zeroes; not even looked at when the image is
   *     there
   */
  public Verified make(
      ImageOrder order, @Nullable ImageKey key, @Nullable Content content, Progress progress)
      throws ImageException {
    order.checked();
    try (PoolDirectory pool = PoolDirectory.openOrCreate(libc, order.pool(), order.place())) {
      Optional<Verified> there = finished(order, pool, false);
      if (there.isPresent()) {
        return there.get();
      }
      if (order.encrypted() && key == null) {
        throw new ImageException(
            ImageException.Kind.Failed,
            "Cannot make " + order.described() + ": it is to be encrypted; give its key.");
      }
      Space.require(order, pool);
      try (WorkDirectory work =
          WorkDirectory.claim(libc, pool, WorkDirectory.temporary(order.uid()), leaving)) {
        ImageKey used = order.encrypted() ? key : null;
        return make(order, pool, work, used, content, Ticker.of(order, progress));
      }
    } catch (ErrnoException e) {
      throw Trouble.with(trouble(e, order), " Nothing was left.");
    }
  }

  /**
   * Deletes the image {@code uid}; deleting what is not there is done already.
   *
   * @param identity what the pool must still be
   * @param scrub whether the data is overwritten before its space is given back (security Low and
   *     above)
   */
  public void delete(Path pool, String uid, PlaceIdentity identity, boolean scrub)
      throws ImageException {
    OrderRules.checkUid(uid);
    try {
      Optional<PoolDirectory> opened = PoolDirectory.openForWriting(libc, pool, identity);
      if (opened.isEmpty()) {
        PoolDirectory.requireAbsent(libc, pool, identity);
        return;
      }
      try (PoolDirectory there = opened.get()) {
        delete(there, uid, scrub);
      }
    } catch (ErrnoException e) {
      throw Trouble.with(
          Trouble.of(e, "deleting image " + uid, pool),
          " What is left of it is deleted by the next try.");
    }
  }

  /**
   * Removes what killed runs left behind in {@code pool}, but nothing that a live process is
   * making.
   *
   * @param identity what the pool must still be
   * @return the names that were removed
   */
  public List<String> sweep(Path pool, PlaceIdentity identity) throws ImageException {
    List<String> removed = new ArrayList<>();
    try {
      Optional<PoolDirectory> opened = PoolDirectory.openForWriting(libc, pool, identity);
      if (opened.isEmpty()) {
        return removed;
      }
      try (PoolDirectory there = opened.get()) {
        for (String name : WorkDirectory.entries(there.fd())) {
          Matcher leftover = LEFTOVER.matcher(name);
          if (leftover.matches() && swept(there, name, leftover.group(2) != null)) {
            removed.add(name);
          } else if (TemporaryFile.isName(name) && TemporaryFile.sweep(libc, there.fd(), name)) {
            removed.add(name);
          }
        }
      }
      return removed;
    } catch (ErrnoException e) {
      throw Trouble.of(e, "sweeping", pool);
    }
  }

  private boolean swept(PoolDirectory pool, String name, boolean scrub) throws ImageException {
    try {
      Optional<WorkDirectory> left = WorkDirectory.lock(libc, pool, name);
      if (left.isEmpty()) {
        return false;
      }
      try (WorkDirectory work = left.get()) {
        work.remove(scrub ? overwriting : leaving);
      }
      return true;
    } catch (ImageException e) {
      if (e.kind() == ImageException.Kind.InTheWay) {
        return false; // being worked on, or not ours: left alone
      }
      throw e;
    }
  }

  private void delete(PoolDirectory pool, String uid, boolean scrub) throws ImageException {
    Scrubber scrubber = scrub ? overwriting : leaving;
    String condemned = scrub ? WorkDirectory.condemned(uid) : WorkDirectory.temporary(uid);
    for (String left : List.of(WorkDirectory.temporary(uid), WorkDirectory.condemned(uid))) {
      Optional<WorkDirectory> leftover = WorkDirectory.lock(libc, pool, left);
      if (leftover.isPresent()) {
        try (WorkDirectory work = leftover.get()) {
          boolean data = left.equals(WorkDirectory.condemned(uid));
          work.remove(data ? overwriting : scrubber);
        }
      }
    }
    Optional<WorkDirectory> image = WorkDirectory.lock(libc, pool, uid);
    if (image.isPresent()) {
      try (WorkDirectory work = image.get()) {
        work.requireOnlyOurs(scrubber);
        work.refuseInUse();
        work.rename(condemned);
        libc.fsync(pool.fd());
        work.remove(scrubber);
      }
    }
  }

  /**
   * The image, if it is there as ordered; empty if it is not there.
   *
   * @param locked whether nobody else can be finishing it at this moment: then a directory without
   *     the file is somebody else's
   */
  private Optional<Verified> finished(ImageOrder order, PoolDirectory pool, boolean locked)
      throws ImageException {
    return switch (verifier.inPool(order, pool)) {
      case Verified verified -> Optional.of(verified);
      case Drifted drifted -> {
        boolean missing = drifted.drifts().getFirst().kind() == DriftKind.Missing;
        if (missing && !(locked && exists(pool, order.uid()))) {
          yield Optional.empty();
        }
        throw inTheWay(order, drifted);
      }
    };
  }

  private Verified make(
      ImageOrder order,
      PoolDirectory pool,
      WorkDirectory work,
      @Nullable ImageKey key,
      @Nullable Content content,
      Ticker ticker)
      throws ImageException {
    boolean done = false;
    try {
      Optional<Verified> meanwhile = finished(order, pool, true); // somebody may have been faster
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      maker.make(order, work.fd(), key, content, ticker);
      flush(order, work.fd());
      Verified verified = proven(order, work.fd());
      work.rename(order.uid());
      libc.fsync(pool.fd());
      done = true;
      return verified;
    } catch (ErrnoException e) {
      done = true;
      throw undone(trouble(e, order), order, pool, work);
    } catch (ImageException e) {
      done = true;
      throw undone(e, order, pool, work);
    } finally {
      if (!done) {
        undo(order, work);
      }
    }
  }

  private ImageException undone(
      ImageException e, ImageOrder order, PoolDirectory pool, WorkDirectory work) {
    String left =
        undo(order, work)
            ? " Nothing was left."
            : " What was begun could not be removed; it is removed before the next try.";
    return Trouble.with(e, Space.missing(e, order, pool) + left);
  }

  private static ImageException trouble(ErrnoException e, ImageOrder order) {
    return Trouble.of(e, "making " + order.described(), order.pool());
  }

  private void flush(ImageOrder order, Fd directory) {
    int flags = Kernel.OPEN_WRITE;
    try (Fd file = libc.openat2(directory, order.fileName(), flags, 0, Kernel.RESOLVE_INSIDE)) {
      libc.fsync(file);
    }
    libc.fsync(directory);
  }

  private Verified proven(ImageOrder order, Fd directory) throws ImageException {
    return switch (verifier.inDirectory(order, directory)) {
      case Verified verified -> verified;
      case Drifted drifted ->
          throw new ImageException(
              ImageException.Kind.Failed,
              "The storage did not do what was ordered for "
                  + order.described()
                  + ": "
                  + drifted.drifts().getFirst().message());
    };
  }

  /** Leaves nothing: not even a finished image whose rename could not be made durable. */
  private boolean undo(ImageOrder order, WorkDirectory work) {
    try {
      if (work.name().equals(order.uid())) {
        work.rename(WorkDirectory.temporary(order.uid()));
      }
      work.remove(leaving);
      return true;
    } catch (ErrnoException | ImageException e) {
      return false; // what stands in the way is what is being reported; the next sweep does it
    }
  }

  private boolean exists(PoolDirectory pool, String name) {
    try {
      libc.statx(pool.fd(), name);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private static ImageException inTheWay(ImageOrder order, Drifted drifted) {
    StringBuilder text = new StringBuilder();
    text.append("There is already something at ").append(order.pool().resolve(order.uid()));
    text.append(" which is not the ").append(order.described()).append(" that was ordered: ");
    drifted.drifts().forEach(drift -> text.append(drift.message()).append(' '));
    return new ImageException(
        ImageException.Kind.InTheWay, text.append("Nothing was changed.").toString());
  }
}
