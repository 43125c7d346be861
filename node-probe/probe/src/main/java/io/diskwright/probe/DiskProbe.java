package io.diskwright.probe;

import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.api.v1alpha1.Observation;
import io.diskwright.libc.Errno;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.device.DiskReport;
import io.diskwright.probe.device.Fact;
import io.diskwright.probe.device.Hardware;
import io.diskwright.probe.device.Refusal;
import io.diskwright.probe.device.Survey;
import io.diskwright.probe.device.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What the disks say of themselves: it answers for safety at power loss and for encryption by the
 * disk, and stands beside what the calls on files showed. Comes after the probes that it revises.
 */
final class DiskProbe implements CapabilityProbe {
  private static final String CACHE = "/sys/block/*/queue/write_cache";
  private static final String OPAL = "opal";

  /** No right, or no node, to ask with. */
  private static final Set<String> NOT_ASKED =
      Set.of(
          Errno.name(Errno.EPERM), Errno.name(Errno.EACCES), Errno.name(Errno.ENOENT), "not asked");

  @Override
  public void ask(Place place, Findings out) {
    if (place.family().isRemote()) {
      out.put(Capability.PowerLossProtection, BelowProbe.blind(place));
      return;
    }
    ask(place.stack(), place.hardware(), out);
  }

  static void ask(Stack stack, Hardware hardware, Findings out) {
    out.put(Capability.PowerLossProtection, powerLoss(stack, hardware));
    out.revise(Capability.Encryption, finding -> encryption(stack, hardware, finding));
    Function<String, CapabilityState> yes = value -> state(value.equals("true"));
    out.revise(Capability.Discard, f -> with(f, beside(hardware, Trait.Discard, yes)));
    out.revise(Capability.WriteZeroes, f -> with(f, beside(hardware, Trait.WriteZeroes, yes)));
    Function<String, CapabilityState> larger = value -> state(bytes(value) > sector(hardware));
    out.revise(Capability.AtomicWrites, f -> with(f, beside(hardware, Trait.AtomicWrite, larger)));
  }

  private static Finding powerLoss(Stack stack, Hardware hardware) {
    String gap = stack.gap();
    if (gap != null) {
      return Finding.unknown(CACHE, stack.describe(), gap).fromSysfs();
    }
    if (stack.has(LayerTypes.MEMORY)) {
      return Finding.absent("stack", stack.describe(), "memory is lost with the power");
    }
    Survey cache = hardware.survey(Trait.VolatileCache);
    Function<String, CapabilityState> safe = value -> state(value.equals("false"));
    boolean everyLeaf = cache.best().size() == stack.leaves().size();
    if (!everyLeaf && !cache.values().contains("true")) { // one that has a cache is enough
      Finding unknown = notSaid(cache);
      return with(unknown, besides(unknown, cache.others(safe)));
    }
    boolean present = cache.every("false");
    Finding finding =
        Finding.of(
            state(present),
            null,
            cache.source(),
            cache.call(),
            cache.result(),
            present
                ? "no disk below has a volatile cache"
                : "written data is in a volatile cache until it is flushed; a "
                    + "protected cache can only be declared");
    return with(finding, cache.others(safe));
  }

  private static Finding notSaid(Survey cache) {
    if (!cache.refusals().isEmpty()) {
      Refusal first = cache.refusals().getFirst().refusal();
      return Finding.unknown(first.call(), first.result(), first.detail());
    }
    String names = cache.silent().isEmpty() ? "a layer" : String.join(", ", cache.silent());
    return Finding.unknown(CACHE, names + ": not there", "it does not say of its cache")
        .fromSysfs();
  }

  /** A disk counts as encrypting only when it keeps its data from whoever takes it away. */
  private static Finding encryption(Stack stack, Hardware hardware, Finding before) {
    if (stack.gap() != null) {
      return before;
    }
    Survey opal = hardware.survey(Trait.OpalLocking);
    Function<String, CapabilityState> locked = value -> state(value.equals("true"));
    Finding finding = before;
    if (before.state() != CapabilityState.Present) {
      if (opal.every("true") && opal.best().size() == stack.leaves().size()) {
        return with(opalLocked(opal).alongside(before), opal.others(locked));
      }
      finding = hidden(before, opal) ? notAsked(opal).alongside(before) : before;
    }
    return with(with(finding, opal.answers(locked)), besides(finding, opal.others(locked)));
  }

  private static Finding opalLocked(Survey opal) {
    return Finding.present(
        OPAL,
        opal.call(),
        opal.result(),
        "every disk below encrypts, with Opal locking enabled; whether each range locks at power "
            + "loss is not seen");
  }

  /** Whether a disk may encrypt, but there was no right to ask it. */
  private static boolean hidden(Finding before, Survey opal) {
    return before.state() == CapabilityState.Absent
        && !opal.values().contains("false")
        && opal.refusals().stream().anyMatch(DiskProbe::notAsked);
  }

  private static boolean notAsked(Survey.Unsaid unsaid) {
    return NOT_ASKED.contains(unsaid.refusal().result());
  }

  private static Finding notAsked(Survey opal) {
    Refusal why =
        opal.refusals().stream().filter(DiskProbe::notAsked).findFirst().orElseThrow().refusal();
    return Finding.unknown(why.call(), why.result(), "encryption by the disk: " + why.detail());
  }

  /** What the layer below the file system and the disks say. */
  private static List<Observation> beside(
      Hardware hardware, Trait trait, Function<String, CapabilityState> meaning) {
    List<Observation> all = new ArrayList<>();
    DiskReport top = hardware.top();
    if (top != null) {
      for (Fact fact : top.all(trait)) {
        // A partition has the queue of its disk.
        if (hardware.disks().stream().noneMatch(disk -> disk.all(trait).contains(fact))) {
          all.add(observation(top.name(), fact, meaning));
        }
      }
    }
    Survey disks = hardware.survey(trait);
    all.addAll(disks.answers(meaning));
    all.addAll(disks.others(meaning));
    return all;
  }

  private static Observation observation(
      String name, Fact fact, Function<String, CapabilityState> meaning) {
    EvidenceSource source = fact.source();
    String result = name + ": " + fact.result();
    return new Observation(source, fact.call(), result, meaning.apply(fact.value()), null);
  }

  /** Those that say more than the answer itself does. */
  private static List<Observation> besides(Finding answer, List<Observation> others) {
    String call = answer.evidence().call();
    String result = ": " + answer.evidence().result();
    return others.stream()
        .filter(other -> !other.call().equals(call) || !other.result().endsWith(result))
        .toList();
  }

  private static Finding with(Finding finding, List<Observation> others) {
    Finding joined = finding;
    for (Observation other : others) {
      joined = joined.alongside(other);
    }
    return joined;
  }

  private static CapabilityState state(boolean present) {
    return present ? CapabilityState.Present : CapabilityState.Absent;
  }

  /** Bytes that are never torn anyway. */
  private static long sector(Hardware hardware) {
    DiskReport top = hardware.top();
    Fact said = top == null ? null : top.best(Trait.LogicalBlock);
    return said == null ? 512 : said.number(512);
  }

  private static long bytes(String value) {
    return value.chars().allMatch(Character::isDigit) && value.length() < 19
        ? Long.parseLong("0" + value)
        : 0;
  }
}
