package io.diskwright.image;

import io.diskwright.image.ImageException.Kind;
import io.diskwright.planner.ImageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What qemu-img does to the key slots of an encrypted image; qemu/docs/tools/qemu-img.rst. */
final class QemuKeys {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String OTHER_ID = "key1";
  private static final String WRONG = "Invalid password";

  private final QemuImg qemuImg;

  QemuKeys(QemuImg qemuImg) {
    this.qemuImg = qemuImg;
  }

  /**
   * Whether a key opens the image at {@code path}.
   *
   * @throws ImageException when it cannot be tried
   */
  boolean opens(ImageOrder order, String path, QemuImg.Secret secret) throws ImageException {
    List<String> arguments = new ArrayList<>(List.of("measure", "-O", "raw"));
    arguments.addAll(QemuImg.object(secret));
    arguments.addAll(List.of("--image-opts", QemuImg.options(order, path)));
    CommandRunner.Result result = run(arguments);
    if (isDone(result)) {
      return true;
    }
    if (result.errors().contains(WRONG)) {
      return false;
    }
    throw failed("open", order, result);
  }

  /** Adds a slot that {@code fresh} opens, by {@code key}, which stays. */
  void add(ImageOrder order, String path, QemuImg.Secret key, QemuImg.Secret fresh)
      throws ImageException {
    String pace = fresh.random() ? "," + prefix(order) + "iter-time=10" : "";
    String options = "%1$sstate=active,%1$snew-secret=%2$s".formatted(prefix(order), OTHER_ID);
    for (int i = 1; ; i++) {
      CommandRunner.Result result = run(amend(order, path, key, fresh, options + pace));
      if (isDone(result)) {
        return;
      }
      if (i == QemuImg.TRIALS || !result.errors().contains(QemuImg.UNTIMED)) {
        throw failed("add a key to", order, result);
      }
    }
  }

  /** Destroys every slot that {@code former} opens, by {@code key}, which stays. */
  void remove(ImageOrder order, String path, QemuImg.Secret key, QemuImg.Secret former)
      throws ImageException {
    String options = "%1$sstate=inactive,%1$sold-secret=%2$s".formatted(prefix(order), OTHER_ID);
    CommandRunner.Result result = run(amend(order, path, key, former, options));
    if (!isDone(result)) {
      throw failed("remove a key from", order, result);
    }
  }

  private static List<String> amend(
      ImageOrder order, String path, QemuImg.Secret key, QemuImg.Secret other, String options) {
    List<String> arguments = new ArrayList<>(List.of("amend", "-q"));
    arguments.addAll(QemuImg.object(key));
    arguments.addAll(List.of("--object", "secret,id=" + OTHER_ID + ",file=" + other.path()));
    arguments.addAll(List.of("-o", options, "--image-opts", QemuImg.options(order, path)));
    return arguments;
  }

  private static String prefix(ImageOrder order) {
    return order.format() == ImageFormat.raw ? "" : "encrypt.";
  }

  private CommandRunner.Result run(List<String> arguments) throws ImageException {
    return qemuImg.run(qemuImg.command(arguments), LIMIT, () -> true, text -> {});
  }

  private static boolean isDone(CommandRunner.Result result) {
    return result.end() == CommandRunner.End.Exited && result.exitCode() == 0;
  }

  private static ImageException failed(String what, ImageOrder order, CommandRunner.Result result) {
    return new ImageException(
        Kind.Failed,
        "qemu-img could not %s %s: %s."
            .formatted(
                what,
                order.described(),
                result.end() == CommandRunner.End.TimedOut
                    ? "it took too long and was stopped"
                    : QemuImg.withoutPath(QemuImg.firstLine(result.errors()))));
  }
}
