package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.dm.CryptTable;
import io.diskwright.probe.dm.DmControl;
import io.diskwright.probe.dm.Integrity;
import io.diskwright.probe.dm.Vdo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the layers below a place give to everything on it. Pure. An answer is null where the layers
 * have nothing to do with the capability.
 */
final class StackFindings {
  private static final String MD = "/sys/block/*/md/{level,degraded,raid_disks,sync_action}";
  private static final String UUID = "/sys/block/*/dm/uuid";

  private StackFindings() {}

  /** Whether one disk may be lost, as the arrays are now. */
  static @Nullable Finding redundancy(Stack stack) {
    if (!stack.everyWayPasses(layer -> isRedundant(layer) || isDoubtfulRaid(layer))) {
      Layer spent = stack.first(layer -> layer.array() != null && layer.array().tolerates() > 0);
      return spent == null ? null : spent(spent);
    }
    Layer doubtful = stack.first(StackFindings::isDoubtfulRaid);
    if (doubtful != null) {
      return doubted(doubtful, LayerTypes.RAID, "whether its members are all there was not told");
    }
    Layer layer = stack.first(StackFindings::isRedundant);
    ArrayState array = layer == null ? null : layer.array();
    if (layer == null || array == null) {
      return null;
    }
    String said = layer.name() + ": " + array.describe();
    return by(
        layer,
        CapabilityState.Present,
        array.level(),
        said,
        "any one disk may be lost: " + stack.describe());
  }

  private static Finding spent(Layer layer) {
    ArrayState array = Objects.requireNonNull(layer.array());
    String why =
        array.left() > 0
            ? "several members of it lie on one disk, or not all data lies on it"
            : "it has no redundancy left until the missing disk is back and in sync";
    return by(layer, CapabilityState.Absent, null, layer.name() + ": " + array.describe(), why);
  }

  private static Finding by(
      Layer layer, CapabilityState state, @Nullable String value, String said, String detail) {
    boolean dm = layer.dm() != null;
    return Finding.of(
        state,
        value,
        dm ? EvidenceSource.SystemCall : EvidenceSource.Sysfs,
        dm ? DmControl.STATUS : MD,
        said,
        detail);
  }

  private static boolean isDoubtfulRaid(Layer layer) {
    return layer.doubt() != null && layer.type().equals(LayerTypes.RAID);
  }

  /** Whether it survives the loss of any disk that it lies on: one disk may hold two members. */
  static boolean isRedundant(Layer layer) {
    ArrayState array = layer.array();
    if (array == null) {
      return false;
    }
    return array.left() >= mostOnOneDisk(layer);
  }

  /** How many members of an array lie on the same disk, where there are most of them. */
  static int mostOnOneDisk(Layer layer) {
    Map<Layer, Integer> members = new HashMap<>();
    int most = 1;
    for (Layer member : layer.below()) {
      if (!member.name().matches(".*_rmeta_\\d+")) {
        for (Layer disk : disks(member, new HashSet<>())) {
          most = Math.max(most, members.merge(disk, 1, Integer::sum));
        }
      }
    }
    return most;
  }

  /** The disks below; a loop device stands for one, for what is behind it is a file. */
  private static Set<Layer> disks(Layer layer, Set<Layer> into) {
    if (layer.below().isEmpty() || layer.type().equals(LayerTypes.LOOP)) {
      into.add(layer);
    } else {
      layer.below().forEach(below -> disks(below, into));
    }
    return into;
  }

  /** Whether all that is written passes a cipher. */
  static @Nullable Finding encryption(Stack stack) {
    if (stack.everyWayPasses(StackFindings::encrypts)) {
      Layer layer = stack.first(StackFindings::encrypts);
      if (layer == null || layer.doubt() != null) {
        return guessed(layer, LayerTypes.CRYPT, "CRYPT-", "encrypted below: " + stack.describe());
      }
      List<String> ciphers =
          layer.targets(CryptTable::of).stream().map(StackFindings::name).toList();
      return Finding.present(
          LayerTypes.CRYPT,
          DmControl.STATUS,
          layer.name() + ": " + String.join(", ", ciphers),
          "encrypted below: " + stack.describe());
    }
    Layer claims = stack.first(layer -> LayerTypes.CRYPT.equals(layer.claim()));
    Layer crypt = claims == null ? stack.first(l -> l.type().equals(LayerTypes.CRYPT)) : claims;
    if (crypt == null) {
      return null;
    }
    Finding no =
        Finding.absent(
            DmControl.STATUS,
            crypt.name() + ": " + (crypt.dm() == null ? crypt.type() : crypt.dm().types()),
            encrypts(crypt)
                ? "not every way down is encrypted"
                : "it does not encrypt all it holds");
    return claims == null
        ? no
        : no.alongside(
            new Observation(
                EvidenceSource.Sysfs,
                UUID,
                "CRYPT-",
                CapabilityState.Present,
                "its maker calls it encrypted"));
  }

  private static String name(CryptTable table) {
    return table.cipher() + (table.keyBits() == 0 ? "" : ", key of " + table.keyBits() + " bits");
  }

  /** A cipher called cipher_null leaves everything as it is. */
  private static boolean encrypts(Layer layer) {
    return layer.type().equals(LayerTypes.CRYPT)
        && (layer.doubt() != null
            || layer.everyTarget(CryptTable::of, t -> !t.cipher().contains("cipher_null")));
  }

  /** Whether what is read is checked against what was written. */
  static @Nullable Finding checksumming(Stack stack) {
    Layer layer = stack.first(StackFindings::checks);
    if (layer != null && stack.everyWayPasses(StackFindings::checks)) {
      if (layer.doubt() != null) {
        return guessed(
            layer, LayerTypes.INTEGRITY, layer.type(), "the device below checks every sector");
      }
      List<String> hashes = layer.targets(Integrity::of).stream().map(Integrity::hash).toList();
      return Finding.present(
          hashes.isEmpty() ? "aead" : hashes.getFirst(),
          DmControl.STATUS,
          layer.name() + ": " + (layer.dm() == null ? "" : layer.dm().types()),
          "the device below checks every sector");
    }
    Layer idle = stack.first(l -> l.type().equals(LayerTypes.INTEGRITY) && !checks(l));
    return idle == null
        ? null
        : Finding.absent(
            DmControl.STATUS,
            idle.name() + ": " + LayerTypes.INTEGRITY,
            "it is in a mode that checks nothing by itself");
  }

  private static boolean checks(Layer layer) {
    return switch (layer.type()) {
      case LayerTypes.INTEGRITY ->
          layer.doubt() != null || layer.everyTarget(Integrity::of, Integrity::checks);
      case LayerTypes.CRYPT -> layer.everyTarget(CryptTable::of, CryptTable::authenticated);
      default -> false;
    };
  }

  /** Whether equal blocks are stored once. */
  static @Nullable Finding deduplication(Stack stack) {
    return vdo(stack, Vdo::deduplicates, "inline", "the volume below deduplicates", "index");
  }

  /** Whether what is written is compressed; vdo knows lz4 only. */
  static @Nullable Finding compression(Stack stack) {
    Layer doubtful = stack.first(l -> l.type().equals(LayerTypes.VDO) && l.doubt() != null);
    return doubtful == null
        ? vdo(stack, Vdo::compresses, "lz4", "the volume below compresses", "compression")
        : doubted(doubtful, LayerTypes.VDO, "the volume may compress");
  }

  private static @Nullable Finding vdo(
      Stack stack, Predicate<Vdo> does, String value, String detail, String what) {
    Predicate<Layer> fits =
        layer ->
            layer.type().equals(LayerTypes.VDO)
                && (layer.doubt() != null || layer.everyTarget(Vdo::of, does::test));
    Layer layer = stack.first(l -> l.type().equals(LayerTypes.VDO));
    if (layer == null) {
      return null;
    }
    if (layer.doubt() != null) {
      return guessed(layer, value, LayerTypes.VDO, detail);
    }
    String said = layer.name() + ": " + layer.targets(Vdo::of);
    return stack.everyWayPasses(fits)
        ? Finding.present(value, DmControl.STATUS, said, detail)
        : Finding.absent(DmControl.STATUS, said, "its " + what + " is not online");
  }

  /** Whether the volume that holds the place can be snapshotted, with everything on it. */
  static @Nullable Finding snapshotting(Stack stack) {
    Layer thin = stack.first(layer -> layer.type().equals(LayerTypes.THIN));
    if (thin == null || !stack.everyWayPasses(layer -> layer.type().equals(LayerTypes.THIN))) {
      return null;
    }
    String detail = "the thin volume below can be snapshotted, with everything on it";
    return thin.doubt() != null
        ? guessed(thin, "thin", LayerTypes.THIN, detail)
        : Finding.present("thin", DmControl.STATUS, thin.name() + ": thin", detail);
  }

  /** By the mark its maker left, for the kernel would not tell us. */
  private static Finding guessed(
      @Nullable Layer layer, String value, String result, String detail) {
    String doubt = layer == null || layer.doubt() == null ? "" : "; " + layer.doubt();
    return Finding.of(
        CapabilityState.Present, value, EvidenceSource.Sysfs, UUID, result, detail + doubt);
  }

  private static Finding doubted(Layer layer, String type, String detail) {
    return Finding.unknown(DmControl.STATUS, String.valueOf(layer.doubt()), detail)
        .alongside(
            new Observation(
                EvidenceSource.Sysfs,
                UUID,
                type,
                CapabilityState.Present,
                layer.name() + " looks like it"));
  }
}
