package io.diskwright.image;

import java.util.Optional;
import java.util.function.Supplier;

/** The version of QEMU on this host, asked when first needed and then remembered. */
public final class QemuVersion implements Supplier<String> {
  private final QemuImg qemuImg;
  private Optional<String> known = Optional.empty();

  /** Asks {@code qemuImg}. */
  public QemuVersion(QemuImg qemuImg) {
    this.qemuImg = qemuImg;
  }

  /** Of the qemu-img on the PATH. */
  public static QemuVersion system() {
    return new QemuVersion(QemuImg.system());
  }

  /** The version, such as {@code 7.2.22}; empty when there is none. */
  @Override
  public synchronized String get() {
    if (known.isEmpty()) {
      known = Optional.of(asked());
    }
    return known.get();
  }

  private String asked() {
    try {
      return qemuImg.version();
    } catch (ImageException e) {
      return "";
    }
  }
}
