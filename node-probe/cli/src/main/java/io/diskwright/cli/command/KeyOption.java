package io.diskwright.cli.command;

import io.diskwright.cli.output.Failure;
import io.diskwright.cli.plan.Keys;
import io.diskwright.cli.plan.Maker;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageKey;
import io.diskwright.image.KeyFile;
import java.io.Console;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that name the keys of encrypted images; without them the user is asked. */
final class KeyOption {
  @ArgGroup(exclusive = true)
  private @Nullable Choice choice;

  /** One of two. */
  static final class Choice {
    @Option(
        names = "--key-file",
        paramLabel = "PATH",
        description =
            "The key of the encrypted image: a file that only you can read, or a directory with a"
                + " file NAMESPACE.NAME.key for each. Without it you are asked.")
    private @Nullable Path file;

    @Option(
        names = "--generate-key",
        paramLabel = "PATH",
        description =
            "The same, but a key that is not there yet is made: 256 random bits. Without its key"
                + " nobody can read an image again.")
    private @Nullable Path generated;
  }

  /** The keys that the options stand for. */
  Keys keys(Workshop workshop) {
    return new Keys() {
      @Override
      public ImageKey of(String name) throws Failure {
        try {
          return key(workshop, name);
        } catch (ImageException e) {
          throw Maker.failure(name, e);
        }
      }

      @Override
      public void require(List<String> names) throws Failure {
        Path path = path();
        if (path == null && console() == null && !names.isEmpty()) {
          throw new Failure(
              Failure.INVALID,
              String.join(", ", names)
                  + ": an encrypted image needs a key: give --key-file FILE, or have one made by"
                  + " --generate-key FILE; nothing was made");
        }
        if (path != null && !Files.isDirectory(path) && names.size() > 1) {
          throw new Failure(
              Failure.INVALID,
              "%s: is the key of one image, and %d are to be encrypted (%s): name a directory"
                  .formatted(path, names.size(), String.join(", ", names)));
        }
        if (path != null && choice != null && choice.generated == null) {
          for (String name : names) {
            of(name).close();
          }
        }
      }
    };
  }

  private ImageKey key(Workshop workshop, String name) throws ImageException, Failure {
    KeyFile files = new KeyFile(workshop.libc());
    Path path = path();
    if (path == null) {
      return asked(name);
    }
    Path file = Files.isDirectory(path) ? path.resolve(name.replace('/', '.') + ".key") : path;
    boolean missing = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (missing && choice != null && choice.generated != null) {
      ImageKey made = files.create(file);
      workshop.notice(
          "made a key in " + file + ": without it nobody can read " + name + "; keep it safe");
      return made;
    }
    return files.read(file);
  }

  private @Nullable Path path() {
    if (choice == null) {
      return null;
    }
    return choice.file != null ? choice.file : choice.generated;
  }

  private static ImageKey asked(String name) throws ImageException, Failure {
    Console console = console();
    if (console == null) {
      throw new Failure(Failure.INVALID, name + " is encrypted: give --key-file FILE");
    }
    char[] first = console.readPassword("Key of %s: ", name);
    char[] again = console.readPassword("Again: ");
    try {
      if (first == null || !Arrays.equals(first, again)) {
        throw new Failure(Failure.INVALID, name + ": the keys were not the same; try again");
      }
      ByteBuffer text = StandardCharsets.UTF_8.encode(CharBuffer.wrap(first));
      byte[] bytes = new byte[text.remaining()];
      text.get(bytes);
      Arrays.fill(text.array(), (byte) 0);
      return ImageKey.of(bytes);
    } finally {
      for (char[] typed : new char[][] {first, again}) {
        if (typed != null) {
          Arrays.fill(typed, '\0');
        }
      }
    }
  }

  /** The terminal the user sits at, or null. */
  private static @Nullable Console console() {
    Console console = System.console();
    return console != null && console.isTerminal() ? console : null;
  }
}
