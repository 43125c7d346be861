package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Maker;
import io.diskwright.cli.state.StateStore;
import io.diskwright.cli.state.StoredImage;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.ImageOrder;
import io.diskwright.image.KeyFile;
import io.diskwright.image.KeyRotator;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diskwright rotate-key}. */
@Command(
    name = "rotate-key",
    header = "Gives an encrypted image another key; the former one opens it no more.",
    description = {
      "The new key is added and tried before the former one is destroyed, so that one of them always",
      "opens the image; after a crash, run it again. The data stays as it is. Refused while a VM or",
      "another process has the image open."
    },
    footer = {
      "",
      "Examples:",
      "  diskwright rotate-key orders-db --key-file old.key --generate-new-key new.key",
      "  diskwright rotate-key orders-db --key-file old.key --new-key-file new.key"
    })
final class RotateKeyCommand implements Callable<Integer> {
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private KeyOption key = new KeyOption();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Fresh fresh = new Fresh();

  /** One of two. */
  static final class Fresh {
    @Option(
        names = "--new-key-file",
        paramLabel = "PATH",
        description = "The new key: a file that only you can read.")
    private @Nullable Path file;

    @Option(
        names = "--generate-new-key",
        paramLabel = "PATH",
        description = "The same, but a key that is not there yet is made: 256 random bits.")
    private @Nullable Path generated;
  }

  @Parameters(index = "0", paramLabel = "NAME", description = "NAME or NAMESPACE/NAME.")
  private String name = "";

  private final Workshop workshop;

  RotateKeyCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws Failure {
    List<StoredImage> found = new Stored(workshop, target.places()).find(name);
    if (found.size() > 1) {
      throw new Failure(
          Failure.INVALID, name + " is in several targets; name one of them with --target");
    }
    StateStore store = workshop.store(found.getFirst().target());
    try (AutoCloseable lock = lock(store)) {
      return rotate(new Stored(workshop, target.places()).find(name).getFirst());
    } catch (Failure e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a descriptor does not fail", e);
    }
  }

  private int rotate(StoredImage stored) throws Failure {
    if (!stored.decision().options().containsKey("encrypt.format")) {
      throw new Failure(Failure.INVALID, stored.name() + " is not encrypted in its format");
    }
    try (ImageKey former = key.keys(workshop).of(stored.name());
        ImageKey next = next(stored.name())) {
      ImageOrder order = ImageOrder.of(stored.uid(), stored.order().getSpec());
      boolean done = KeyRotator.system().rotate(order, former, next);
      workshop
          .terminal()
          .out()
          .println(
              stored.name()
                  + (done
                      ? ": has another key; the former one opens it no more"
                      : ": has that key already; nothing to do"));
      return 0;
    } catch (ImageException e) {
      throw Maker.failure(stored.name(), e);
    }
  }

  private ImageKey next(String image) throws ImageException {
    KeyFile files = new KeyFile(workshop.libc());
    if (fresh.generated != null && !Files.exists(fresh.generated, LinkOption.NOFOLLOW_LINKS)) {
      ImageKey made = files.create(fresh.generated);
      workshop.notice(
          "made a key in "
              + fresh.generated
              + ": without it nobody can read "
              + image
              + "; keep it safe");
      return made;
    }
    Path file = fresh.generated != null ? fresh.generated : fresh.file;
    if (file == null) {
      throw new IllegalStateException("picocli lets nothing pass that names none");
    }
    return files.read(file);
  }

  private AutoCloseable lock(StateStore store) throws Failure {
    Optional<AutoCloseable> lock =
        store.lock(() -> workshop.notice("waiting for another diskwright"));
    return lock.orElse(() -> {});
  }
}
