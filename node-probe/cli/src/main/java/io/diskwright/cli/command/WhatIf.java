package io.diskwright.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.cli.output.Failure;
import io.diskwright.cli.output.Json;
import io.diskwright.decision.Classes;
import io.diskwright.decision.Resolution;
import io.diskwright.decision.SpecValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Wishes that differ from those of an image, as {@code --what-if KEY=VALUE} gives them. */
final class WhatIf {
  private static final List<String> LISTS = List.of("formats", "requires");
  private static final Map<String, String> PATHS = new LinkedHashMap<>();

  static {
    PATHS.put("performance", "/spec/tradeoffs");
    PATHS.put("redundancy", "/spec/tradeoffs");
    PATHS.put("security", "/spec/tradeoffs");
    PATHS.put("size", "/spec");
    PATHS.put("formats", "/spec");
    PATHS.put("requires", "/spec");
    PATHS.put("consumer", "/spec");
    PATHS.put("strategy", "/spec");
    PATHS.put("minimumPreallocated", "/spec");
    PATHS.put("access", "/spec/workload");
    PATHS.put("expectedFill", "/spec/workload");
    PATHS.put("className", "/spec");
  }

  private final Map<String, String> wishes;

  private WhatIf(Map<String, String> wishes) {
    this.wishes = wishes;
  }

  /** The wishes; each text is {@code KEY=VALUE}, lists with commas. */
  static WhatIf parse(List<String> texts) throws Failure {
    Map<String, String> wishes = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      if (equals < 0 || !PATHS.containsKey(key)) {
        throw new Failure(
            Failure.INVALID,
            "--what-if: \""
                + text
                + "\" is not KEY=VALUE with a KEY of "
                + String.join(", ", PATHS.keySet()));
      }
      wishes.put(key, text.substring(equals + 1));
    }
    return new WhatIf(wishes);
  }

  /** One wish. */
  static WhatIf of(String key, String value) {
    return new WhatIf(Map.of(key, value));
  }

  /** These wishes and those. */
  WhatIf and(WhatIf others) {
    Map<String, String> all = new LinkedHashMap<>(wishes);
    all.putAll(others.wishes);
    return new WhatIf(all);
  }

  /**
   * An image with other wishes.
   *
   * @param notAllowed why its class does not allow them; empty when it does
   */
  record Wished(VmDiskImage image, String notAllowed) {}

  /** {@code image} with these wishes in the place of its own, filled from its class. */
  Wished applyTo(VmDiskImage image, Classes classes) throws Failure {
    VmDiskImage changed = applyTo(image);
    return switch (classes.resolve(changed.getSpec())) {
      case Resolution.Resolved resolved -> new Wished(resolved.on(changed), "");
      case Resolution.Refused refused -> {
        String why =
            refused.problems().stream().map(Object::toString).collect(Collectors.joining("; "));
        if (refused.reason() != Reasons.Accepted.ClassLimitExceeded) {
          throw new Failure(Failure.INVALID, "--what-if " + this + ": " + why);
        }
        yield new Wished(changed, why);
      }
    };
  }

  /** {@code image} with these wishes in the place of its own, whatever its class allows. */
  VmDiskImage applyTo(VmDiskImage image) throws Failure {
    ObjectNode tree = Json.tree(image).deepCopy();
    wishes.forEach((key, value) -> put(tree.withObject(PATHS.get(key)), key, value));
    VmDiskImage changed;
    try {
      changed = Json.mapper().treeToValue(tree, VmDiskImage.class);
    } catch (JsonProcessingException e) {
      throw new Failure(Failure.INVALID, "--what-if " + this + ": " + e.getOriginalMessage(), e);
    }
    List<SpecValidator.Problem> problems = SpecValidator.validate(changed);
    if (!problems.isEmpty()) {
      throw new Failure(
          Failure.INVALID,
          "--what-if "
              + this
              + ": "
              + problems.stream().map(Object::toString).collect(Collectors.joining("; ")));
    }
    return changed;
  }

  private static void put(ObjectNode where, String key, String value) {
    if (LISTS.contains(key)) {
      ArrayNode list = where.putArray(key);
      value
          .lines()
          .flatMap(line -> List.of(line.split(",")).stream())
          .map(String::strip)
          .filter(one -> !one.isEmpty())
          .forEach(list::add);
    } else if (value.matches("\\d{1,9}") && !key.equals("size")) {
      where.put(key, Integer.parseInt(value));
    } else {
      where.put(key, value);
    }
  }

  @Override
  public String toString() {
    return wishes.entrySet().stream()
        .map(wish -> wish.getKey() + "=" + wish.getValue())
        .collect(Collectors.joining(" "));
  }
}
