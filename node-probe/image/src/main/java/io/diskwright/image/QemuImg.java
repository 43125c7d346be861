package io.diskwright.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * qemu-img, for the formats that are QEMU's own business. The format is always named, never
 * guessed; nothing goes through a shell.
 */
public final class QemuImg {
  /** The oldest major version that knows every option Diskwright uses. */
  public static final int OLDEST_MAJOR = 6;

  private static final String ADVICE =
      "install it (Debian, Ubuntu: apt install qemu-utils; Fedora: dnf install qemu-img)";
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)(?:\\.(\\d+))?");
  static final Duration SHORT = Duration.ofSeconds(60);
  static final long SLOWEST_BYTES_PER_SECOND = 10_000_000;
  private static final long LONG_BYTES = 256L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CommandRunner runner;
  private final String program;
  private volatile boolean newEnough;

  /**
   * Runs {@code program} by {@code runner}.
   *
   * @param program a path, or a name to be found on the PATH
   */
  public QemuImg(CommandRunner runner, String program) {
    this.runner = runner;
    this.program = program;
  }

  /** The qemu-img on this host's PATH. */
  public static QemuImg system() {
    return new QemuImg(new ProcessRunner(), "qemu-img");
  }

  /** The version, such as {@code 7.2.22}. */
  public String version() throws ImageException {
    CommandRunner.Result result = run(List.of("--version"), SHORT, () -> true);
    Matcher version = VERSION.matcher(result.output());
    if (result.exitCode() != 0 || !version.find()) {
      throw unusable("\"" + program + " --version\" does not answer as qemu-img does");
    }
    String patch = version.group(3);
    return version.group(1) + "." + version.group(2) + (patch == null ? "" : "." + patch);
  }

  /** Throws unless qemu-img is there and new enough; asks only until it is. */
  public void require() throws ImageException {
    if (newEnough) {
      return;
    }
    String version = version();
    if (Integer.parseInt(version.substring(0, version.indexOf('.'))) < OLDEST_MAJOR) {
      throw unusable(
          program + " is version " + version + ", and at least " + OLDEST_MAJOR + ".0 is needed");
    }
    newEnough = true;
  }

  /** What qemu-img says of an image. */
  public record Info(String format, long virtualBytes, long allocatedBytes) {}

  /** Reads the image at {@code path} as {@code format}. */
  public Info info(ImageFormat format, String path) throws ImageException {
    require();
    CommandRunner.Result result =
        run(List.of("info", "-f", format.name(), "--output=json", path), SHORT, () -> true);
    if (result.exitCode() != 0) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "qemu-img cannot read " + path + " as " + format + ": " + firstLine(result.errors()));
    }
    try {
      JsonNode info = JSON.readTree(result.output());
      return new Info(
          info.path("format").asText(),
          info.path("virtual-size").asLong(),
          info.path("actual-size").asLong());
    } catch (JsonProcessingException e) {
      throw new ImageException(
          ImageException.Kind.QemuImg, "qemu-img info did not answer in JSON.", e);
    }
  }

  /**
   * How an encrypted image is opened.
   *
   * @param path of a file that holds the key, and lives as long as the command
   * @param random whether nobody can guess the key
   */
  record Secret(String path, boolean random) {}

  private static final String KEY_ID = "key0";

  /**
   * Said when the trial by which QEMU tells how slow to make a key slot fell between two ticks of
   * the kernel's clock (crypto/pbkdf.c); a second try seldom does.
   */
  static final String UNTIMED = "Unable to get accurate CPU usage";

  static final int TRIALS = 8;

  /**
   * Creates the image of {@code order} at {@code path}.
   *
   * @param secret of an encrypted image, else null
   * @param goOn asked several times a second; qemu-img is killed once it says no
   * @return how it ended; an exit code other than 0 is for the caller to judge
   */
  CommandRunner.Result create(
      ImageOrder order, String path, @Nullable Secret secret, BooleanSupplier goOn)
      throws ImageException {
    require();
    Duration timeout = SHORT.plusSeconds(order.requiredBytes() / SLOWEST_BYTES_PER_SECOND);
    List<String> arguments = createArguments(order, path, secret);
    // What takes long must not go on writing when nobody waits for it any more.
    boolean takesLong = order.written() && order.requiredBytes() > LONG_BYTES;
    List<String> command = new ArrayList<>(takesLong ? Programs.endingWithThisThread() : List.of());
    command.addAll(command(arguments));
    for (int i = 1; ; i++) {
      CommandRunner.Result result = run(command, timeout, goOn, text -> {});
      if (i == TRIALS || !result.errors().contains(UNTIMED)) {
        return result;
      }
    }
  }

  /** The arguments that make the image of {@code order} at {@code path}. */
  static List<String> createArguments(ImageOrder order, String path, @Nullable Secret secret) {
    TreeMap<String, String> options = new TreeMap<>(order.options());
    options.remove(OrderRules.PREALLOCATED_BYTES);
    String format = driver(order);
    if (order.format() == ImageFormat.qcow2) {
      if (order.partial()) {
        options.put(OrderRules.PREALLOCATION, "metadata");
      }
    } else if (secret == null || order.partial()) {
      options.remove(OrderRules.PREALLOCATION); // taken and ignored: done by us afterwards
    }
    if (order.format() == ImageFormat.vpc) {
      options.put("force_size", "on"); // else the size is rounded to a CHS geometry
    }
    if (order.format() == ImageFormat.vhdx && "fixed".equals(options.get("subformat"))) {
      // Else every block counts as not there yet, and the first write to it goes behind the end.
      options.putIfAbsent("block_state_zero", "off");
    }
    List<String> arguments = new ArrayList<>(List.of("create", "-q"));
    if (secret != null) {
      arguments.addAll(object(secret));
      String prefix = order.format() == ImageFormat.raw ? "" : "encrypt.";
      if (prefix.isEmpty()) {
        options.remove(OrderRules.ENCRYPT_FORMAT); // the format itself
      }
      options.put(prefix + "key-secret", KEY_ID);
      if (secret.random()) {
        options.put(prefix + "iter-time", "10"); // nothing to be gained by slow guesses
      }
    }
    arguments.addAll(List.of("-f", format));
    if (!options.isEmpty()) {
      arguments.add("-o");
      List<String> pairs = new ArrayList<>();
      options.forEach((name, value) -> pairs.add(name + "=" + value));
      arguments.add(String.join(",", pairs));
    }
    arguments.add(path);
    arguments.add(Long.toString(order.sizeBytes()));
    return arguments;
  }

  /**
   * Makes the image at {@code path} as large as {@code order} says, with what its policy wants of
   * the new part.
   *
   * @param tables whether the new part of a qcow2 gets its tables only
   * @throws ImageException with what qemu-img said; the size is then what it was
   */
  void resize(ImageOrder order, String path, @Nullable Secret secret, boolean tables)
      throws ImageException {
    require();
    Duration timeout = SHORT.plusSeconds(order.requiredBytes() / SLOWEST_BYTES_PER_SECOND);
    CommandRunner.Result result =
        run(resizeArguments(order, path, secret, tables), timeout, () -> true);
    if (result.end() != CommandRunner.End.Exited || result.exitCode() != 0) {
      String reason = firstLine(result.errors());
      boolean locked = reason.contains("lock") && !reason.contains("unlock");
      throw new ImageException(
          locked
              ? ImageException.Kind.InTheWay
              : isFull(reason) ? ImageException.Kind.NoSpace : ImageException.Kind.Failed,
          "qemu-img could not grow "
              + order.described()
              + ": "
              + (result.end() == CommandRunner.End.TimedOut
                  ? "it took too long and was stopped"
                  : withoutPath(reason))
              + (locked ? "; stop the VM that uses it" : "")
              + ". The image is as it was.");
    }
  }

  /** The arguments that make the image at {@code path} as large as {@code order} says. */
  static List<String> resizeArguments(
      ImageOrder order, String path, @Nullable Secret secret, boolean tables) {
    List<String> arguments = new ArrayList<>(List.of("resize", "-q"));
    if (order.format() == ImageFormat.qcow2 || order.encrypted()) {
      String mode = order.options().getOrDefault(OrderRules.PREALLOCATION, "off");
      arguments.add("--preallocation=" + (order.partial() || tables ? "metadata" : mode));
    }
    arguments.addAll(image(order, path, secret));
    arguments.add(Long.toString(order.sizeBytes()));
    return arguments;
  }

  /**
   * Opens an encrypted image by its key, and looks through its tables.
   *
   * @throws ImageException when the key does not open it, or the tables are not in order
   */
  void check(ImageOrder order, String path, Secret secret) throws ImageException {
    require();
    // Raw has nothing to check; to be measured it has to be opened.
    List<String> arguments =
        new ArrayList<>(
            order.format() == ImageFormat.raw ? List.of("measure", "-O", "raw") : List.of("check"));
    arguments.addAll(image(order, path, secret));
    CommandRunner.Result result = run(arguments, SHORT, () -> true);
    if (result.end() != CommandRunner.End.Exited || result.exitCode() != 0) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "The key does not open "
              + order.described()
              + ", or its tables are not in order: "
              + withoutPath(firstLine(result.errors() + result.output()))
              + ".");
    }
  }

  /** The arguments that name an image that is there. */
  private static List<String> image(ImageOrder order, String path, @Nullable Secret secret) {
    if (secret == null) {
      return List.of("-f", order.format().name(), path);
    }
    List<String> arguments = new ArrayList<>(object(secret));
    arguments.add("--image-opts");
    arguments.add(options(order, path));
    return arguments;
  }

  /** An encrypted image, as --image-opts names it. */
  static String options(ImageOrder order, String path) {
    String prefix = order.format() == ImageFormat.raw ? "" : "encrypt.";
    return "driver=%s,%skey-secret=%s,file.filename=%s"
        .formatted(driver(order), prefix, KEY_ID, path);
  }

  /** What QEMU calls the format. */
  private static String driver(ImageOrder order) {
    return order.format() == ImageFormat.raw && order.encrypted()
        ? OrderRules.LUKS
        : order.format().name();
  }

  /** The key comes from a file: never from an argument, which everybody can read. */
  static List<String> object(Secret secret) {
    return List.of("--object", "secret,id=" + KEY_ID + ",file=" + secret.path());
  }

  /**
   * Gives the space of clusters back that no table points at, as a qemu-img that was killed leaves
   * them.
   *
   * @return where the last cluster ends, in bytes of the file
   * @throws ImageException when the tables are not in order, and must not be touched
   */
  long giveBack(ImageOrder order, String path, @Nullable Secret secret) throws ImageException {
    List<String> arguments = new ArrayList<>(List.of("check", "-r", "leaks", "--output=json"));
    if (secret != null) {
      arguments.addAll(object(secret));
    }
    arguments.add("--image-opts");
    arguments.add(
        "driver=qcow2,discard=unmap,%sfile.driver=file,file.discard=unmap,file.filename=%s"
            .formatted(secret == null ? "" : "encrypt.key-secret=" + KEY_ID + ",", path));
    CommandRunner.Result result = run(arguments, SHORT, () -> true);
    long end = 0;
    try {
      end = JSON.readTree(result.output()).path("image-end-offset").asLong();
    } catch (JsonProcessingException e) {
      end = 0; // it says why on the other stream
    }
    if (result.end() != CommandRunner.End.Exited || result.exitCode() != 0 || end <= 0) {
      throw new ImageException(
          ImageException.Kind.Failed,
          "What a growth that was stopped has left in "
              + order.file()
              + " cannot be given back: "
              + withoutPath(firstLine(result.errors()))
              + ". Look at it with qemu-img check. The image is as it was.");
    }
    return end;
  }

  /** Whether a complaint is about space. */
  static boolean isFull(String reason) {
    String lower = reason.toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded");
  }

  /** A complaint without the path by which qemu-img was given the directory. */
  static String withoutPath(String reason) {
    return reason.replaceAll("/proc/\\d+/fd/\\d+/", "");
  }

  /** The first line of what a command complained, without its own name. */
  static String firstLine(String errors) {
    String line = errors.lines().filter(l -> !l.isBlank()).findFirst().orElse("no reason given");
    return line.replaceFirst("^qemu-img: ", "");
  }

  /** Whether qemu-img itself makes all of the policy's allocation. */
  static boolean allocatesItself(ImageOrder order) {
    return order.policy() != AllocationPolicy.Preallocated
        || ((order.format() == ImageFormat.qcow2 || order.encrypted()) && !order.partial());
  }

  private CommandRunner.Result run(List<String> arguments, Duration timeout, BooleanSupplier goOn)
      throws ImageException {
    return run(command(arguments), timeout, goOn, text -> {});
  }

  /** The command of these arguments. */
  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    return command;
  }

  /** Runs a command that starts this program. */
  CommandRunner.Result run(
      List<String> command, Duration timeout, BooleanSupplier goOn, Consumer<String> heard)
      throws ImageException {
    try {
      return runner.run(command, timeout, goOn, heard);
    } catch (IOException e) {
      throw new ImageException(
          ImageException.Kind.QemuImg, program + " cannot be started; " + ADVICE + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(
          ImageException.Kind.Cancelled, program + " was stopped on request.", e);
    }
  }

  private static ImageException unusable(String why) {
    return new ImageException(ImageException.Kind.QemuImg, why + "; " + ADVICE + ".");
  }
}
