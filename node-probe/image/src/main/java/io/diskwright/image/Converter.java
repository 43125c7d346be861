package io.diskwright.image;

import io.diskwright.libc.Fd;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills an image that was just made from another one, by qemu-img convert. What was allocated stays
 * so: the target is told to be zeroes already, for else qemu-img begins by discarding all of it.
 */
final class Converter {
  private static final Pattern PERCENT = Pattern.compile("\\((\\d{1,3})\\.(\\d{2})/100%\\)");
  private static final int WHOLE = 10_000;

  /** What a small image may have besides what its guest sees. */
  private static final long OVERHEAD = 64L << 20;

  private final QemuImg qemuImg;

  Converter(QemuImg qemuImg) {
    this.qemuImg = qemuImg;
  }

  /**
   * Fills the image of {@code order}.
   *
   * @param target its file, open for writing
   * @param secret what holds the key of an encrypted image, else null
   * @throws ImageException when it was stopped, or with what qemu-img said
   */
  void convert(
      ImageOrder order, Content.File content, Fd target, @Nullable Fd secret, Ticker ticker)
      throws ImageException {
    qemuImg.require();
    long bytes = content.virtualBytes();
    AtomicLong done = new AtomicLong();
    ImageException[] stopped = new ImageException[1];
    long most = order.sizeBytes() + order.sizeBytes() / 8 + OVERHEAD;
    CommandRunner.Result result;
    try (Content.Hands hands = content.hand(target, secret, most)) {
      result =
          qemuImg.run(
              hands.command(qemuImg.command(arguments(order, content.format(), hands))),
              timeout(order, bytes),
              () -> {
                try {
                  ticker.tick("converting", bytes / WHOLE * done.get(), bytes);
                  return true;
                } catch (ImageException e) {
                  stopped[0] = e;
                  return false;
                }
              },
              text -> heard(text, done));
      if (stopped[0] != null) {
        throw stopped[0];
      }
      hands.requireRun(result);
      if (result.end() != CommandRunner.End.Exited || result.exitCode() != 0) {
        throw failed(order, content, hands, result);
      }
    }
  }

  /** The arguments that fill the image of {@code order} from a source of {@code format}. */
  static List<String> arguments(ImageOrder order, ImageFormat format, Content.Hands hands) {
    List<String> arguments = new ArrayList<>(List.of("convert", "-p", "-n"));
    if (readsAsZeroes(order)) {
      arguments.add("--target-is-zero");
    } else {
      arguments.addAll(List.of("-S", "0"));
    }
    arguments.addAll(List.of("-m", "16"));
    if (order.format() != ImageFormat.vmdk) { // a stream cannot be written out of order
      arguments.add("-W");
    }
    if (order.encrypted()) {
      arguments.addAll(QemuImg.object(new QemuImg.Secret(hands.secret(), false)));
    }
    arguments.addAll(List.of("-f", format.name()));
    if (order.encrypted()) {
      arguments.addAll(
          List.of("--target-image-opts", hands.source(), QemuImg.options(order, hands.target())));
    } else {
      arguments.addAll(List.of("-O", order.format().name(), hands.source(), hands.target()));
    }
    return arguments;
  }

  /** Whether the new image shows zeroes: what is allocated and not written does not, deciphered. */
  private static boolean readsAsZeroes(ImageOrder order) {
    return !order.encrypted()
        || (order.format() == ImageFormat.qcow2 && order.policy() == AllocationPolicy.Thin);
  }

  private static Duration timeout(ImageOrder order, long bytes) {
    long most = Math.max(bytes, order.requiredBytes());
    return QemuImg.SHORT.plusSeconds(most / QemuImg.SLOWEST_BYTES_PER_SECOND);
  }

  private static void heard(String text, AtomicLong done) {
    Matcher percent = PERCENT.matcher(text);
    while (percent.find()) {
      done.set(Long.parseLong(percent.group(1)) * 100 + Long.parseLong(percent.group(2)));
    }
  }

  private static ImageException failed(
      ImageOrder order, Content.File content, Content.Hands hands, CommandRunner.Result result) {
    String what =
        "qemu-img could not fill "
            + order.described()
            + " from the "
            + content.format()
            + " source: ";
    if (result.end() == CommandRunner.End.TimedOut) {
      return new ImageException(
          ImageException.Kind.Failed,
          what + "it took too long and was stopped; look at how fast the storage is.");
    }
    String reason = QemuImg.firstLine(result.errors());
    String shown =
        reason.replace(hands.source(), "the source").replace(hands.target(), "the image");
    return new ImageException(
        QemuImg.isFull(reason) ? ImageException.Kind.NoSpace : ImageException.Kind.Failed,
        what
            + (result.exitCode() >= 128
                ? "killed by signal " + (result.exitCode() - 128)
                : shown.replaceFirst("\\.$", ""))
            + ".");
  }
}
