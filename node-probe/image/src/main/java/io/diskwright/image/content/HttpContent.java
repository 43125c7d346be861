package io.diskwright.image.content;

import io.diskwright.api.v1alpha1.HttpSource;
import io.diskwright.image.Content;
import io.diskwright.image.ImageException;
import io.diskwright.image.ImageException.Kind;
import io.diskwright.libc.Fd;
import io.diskwright.libc.Libc;
import java.util.OptionalLong;

/** What a server has, packed or not. */
final class HttpContent implements Content {
  /** What an image may have besides what its guest sees. */
  private static final long OVERHEAD = 64L << 20;

  private final Libc libc;
  private final HttpSource source;
  private final Download.Rules rules;

  HttpContent(Libc libc, HttpSource source, Download.Rules rules) {
    this.libc = libc;
    this.source = source;
    this.rules = rules;
  }

  @Override
  public Opened open(Room room) throws ImageException {
    HttpSupply supply = HttpSupply.open(source.url(), source.sha256(), rules, room);
    boolean kept = false;
    try {
      long most = room.sizeBytes() + room.sizeBytes() / 8 + OVERHEAD;
      if (supply.length() > most) {
        throw new ImageException(
            Kind.Refused,
            "%s is %d bytes long, more than any image of %d bytes needs; give a larger spec.size."
                .formatted(supply.name(), supply.length(), room.sizeBytes()));
      }
      Opened opened = Unpacking.open(libc, supply, room, source.format());
      kept = true;
      return opened;
    } finally {
      if (!kept) {
        supply.close();
      }
    }
  }

  /** Bytes the guest will see, as far as the beginning tells; nothing when it does not. */
  OptionalLong size() throws ImageException {
    try (HttpSupply supply = HttpSupply.open(source.url(), source.sha256(), rules, Nowhere.ROOM)) {
      return Unpacking.size(supply, source.format());
    }
  }

  /** For whom only looks. */
  private static final class Nowhere implements Room {
    static final Nowhere ROOM = new Nowhere();

    @Override
    public long sizeBytes() {
      return 0;
    }

    @Override
    public Fd scratch() {
      throw new IllegalStateException("nothing is kept");
    }

    @Override
    public void tick(String phase, long done, long total) {}
  }

  /** Throws unless there is a checksum, or it is said that there is none. */
  static void requireChecksum(HttpSource source) throws ImageException {
    if (source.sha256() == null && !Boolean.TRUE.equals(source.insecureSkipChecksum())) {
      throw new ImageException(
          Kind.Refused,
          "The source "
              + source.url()
              + " has no sha256; give it, or insecureSkipChecksum: true to take whatever comes.");
    }
  }
}
