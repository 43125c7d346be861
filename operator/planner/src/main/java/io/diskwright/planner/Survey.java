package io.diskwright.planner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every candidate for one demand, and what is against each. */
final class Survey {
  private static final List<Rule> DEVICE_RULES = List.of(new PlacementRule(), new ReadyRule());

  /** What they say does not depend on how much space is taken. */
  private static final List<Rule> SHAPE_RULES =
      List.of(
          new FormatAllowedRule(),
          new TargetRule(),
          new ConsumerRule(),
          new FormatPolicyRule(),
          new DevicePolicyRule(),
          new MinimumPreallocatedRule(),
          new RequiredFeatureRule());

  /**
   * The encryption rule stands last: what it alone rejects still bounds the speed of the levels
   * above and below.
   */
  private static final List<Rule> SPACE_RULES =
      List.of(new SizeLimitRule(), new CapacityRule(), new EncryptionRule());

  private static final List<Rule> RULES =
      Stream.concat(SHAPE_RULES.stream(), SPACE_RULES.stream()).toList();

  private static final Footprint NO_FOOTPRINT = new Footprint(0, 0, 0, 1, 0, false);
  private static final Shape ANY_SHAPE =
      new Shape(AllocationPolicy.Thin, ImageFormat.raw, Options.of(Options.PREALLOCATION, "off"));

  private final Demand demand;
  private final Abilities abilities;
  private final List<DeviceGroup> groups = new ArrayList<>();
  private final List<Outcast> outcasts = new ArrayList<>();
  private final List<Assessed> candidates = new ArrayList<>();
  private int considered;

  /**
   * Devices that cannot take the image whatever it looks like.
   *
   * @param example the first of them by name
   * @param rejection why
   * @param count how many there are with the same reason
   */
  record Outcast(DeviceFacts example, Rejection rejection, int count) {
    Candidate candidate() {
      return ANY_SHAPE.on(example);
    }
  }

  Survey(
      Demand demand,
      Abilities abilities,
      Collection<DeviceFacts> devices,
      Function<DeviceFacts, DeviceClass> classes) {
    this.demand = demand;
    this.abilities = abilities;
    group(devices, classes);
    for (DeviceGroup group : groups) {
      for (Way way : group.type().ways()) {
        assess(group, way);
      }
    }
  }

  Demand demand() {
    return demand;
  }

  List<Assessed> candidates() {
    return candidates;
  }

  List<Outcast> outcasts() {
    return outcasts;
  }

  List<DeviceGroup> groups() {
    return groups;
  }

  /** Whether another demand would be possible on the same devices; placement does not differ. */
  boolean admits(Demand other) {
    for (DeviceGroup group : groups) {
      for (Way way : group.type().ways()) {
        if (admits(other, group, way)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean admits(Demand other, DeviceGroup group, Way way) {
    boolean compresses = other.requires().contains(Feature.Compression);
    if (isAdmissible(other, group, compresses ? compressed(way, group) : way)) {
      return true;
    }
    long part = other.minimumPreallocatedBytes();
    return part > 0
        && part < other.sizeBytes()
        && Shapes.partial(way.shape(), part).stream()
            .anyMatch(shape -> isAdmissible(other, group, way.as(shape)));
  }

  private boolean isAdmissible(Demand other, DeviceGroup group, Way way) {
    Candidate shaped = way.shape().on(group.roomiest());
    Rule.Context context = new Rule.Context(other, abilities, NO_FOOTPRINT);
    if (firstRejection(SHAPE_RULES, shaped, context) != null) {
      return false;
    }
    Footprint footprint = Footprint.of(way, other, group.roomiest(), group.type().extentBytes());
    DeviceFacts member = group.memberFor(footprint);
    return member != null
        && firstRejection(
                SPACE_RULES, way.shape().on(member), new Rule.Context(other, abilities, footprint))
            == null;
  }

  /** Candidates times the devices they stand for, and the devices that were out from the start. */
  int considered() {
    return considered;
  }

  private void group(Collection<DeviceFacts> devices, Function<DeviceFacts, DeviceClass> classes) {
    Map<DeviceClass, DeviceGroup> byClass = new IdentityHashMap<>();
    Rule.Context context = new Rule.Context(demand, abilities, NO_FOOTPRINT);
    for (DeviceFacts device : devices) {
      Rejection rejection = firstRejection(DEVICE_RULES, ANY_SHAPE.on(device), context);
      if (rejection != null) {
        considered++;
        castOut(device, rejection);
        continue;
      }
      boolean source = demand.origin() != null && demand.origin().device().equals(device.name());
      for (DeviceClass type = classes.apply(device); type != null; type = type.mirrored()) {
        if (source) {
          groups.add(new DeviceGroup(type, device)); // the only one to clone on
          continue;
        }
        DeviceGroup group = byClass.get(type);
        if (group == null) {
          group = new DeviceGroup(type, device);
          byClass.put(type, group);
          groups.add(group);
        } else {
          group.add(device);
        }
      }
    }
    groups.sort((a, b) -> a.roomiest().name().compareTo(b.roomiest().name()));
    outcasts.sort((a, b) -> a.rejection().reason().compareTo(b.rejection().reason()));
  }

  private void castOut(DeviceFacts device, Rejection rejection) {
    for (int i = 0; i < outcasts.size(); i++) {
      Outcast known = outcasts.get(i);
      if (known.rejection().reason() == rejection.reason()) {
        boolean before = device.name().compareTo(known.example().name()) < 0;
        outcasts.set(
            i,
            new Outcast(
                before ? device : known.example(),
                before ? rejection : known.rejection(),
                known.count() + 1));
        return;
      }
    }
    outcasts.add(new Outcast(device, rejection, 1));
  }

  private void assess(DeviceGroup group, Way way) {
    assessOne(
        group, demand.requires().contains(Feature.Compression) ? compressed(way, group) : way);
    long part = demand.minimumPreallocatedBytes();
    if (part > 0 && part < demand.sizeBytes()) {
      for (Shape shape : Shapes.partial(way.shape(), part)) {
        assessOne(group, way.as(shape));
      }
    }
  }

  /** Where the format has to compress, by the better of qcow2's two algorithms. */
  private static Way compressed(Way way, DeviceGroup group) {
    Shape shape = way.shape();
    boolean byFormat =
        shape.format() == ImageFormat.qcow2
            && shape.policy() == AllocationPolicy.Thin
            && !Options.encrypted(shape.options())
            && !group.roomiest().has(Capability.Compression);
    return byFormat ? way.as(shape.with(Options.COMPRESSION_TYPE, "zstd")) : way;
  }

  private void assessOne(DeviceGroup group, Way way) {
    Footprint footprint = Footprint.of(way, demand, group.roomiest(), group.type().extentBytes());
    DeviceFacts member = group.memberFor(footprint);
    Candidate candidate = way.shape().on(member == null ? group.roomiest() : member);
    candidates.add(
        new Assessed(
            group,
            way,
            candidate,
            footprint,
            way.speeds().performance(demand.access()),
            EncryptionRule.reach(candidate),
            firstRejection(RULES, candidate, new Rule.Context(demand, abilities, footprint))));
    considered += group.size();
  }

  private static @Nullable Rejection firstRejection(
      List<Rule> rules, Candidate candidate, Rule.Context context) {
    for (Rule rule : rules) {
      Optional<Rejection> rejection = rule.check(candidate, context);
      if (rejection.isPresent()) {
        return rejection.get();
      }
    }
    return null;
  }
}
