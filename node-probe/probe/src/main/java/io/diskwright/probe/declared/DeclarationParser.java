package io.diskwright.probe.declared;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import io.diskwright.api.v1alpha1.EvidenceSource;
import io.diskwright.planner.Capability;
import io.diskwright.planner.CapabilityState;
import io.diskwright.probe.declared.YamlTree.Mapping;
import io.diskwright.probe.declared.YamlTree.Node;
import io.diskwright.probe.declared.YamlTree.Sequence;
import io.diskwright.probe.declared.YamlTree.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of a {@link DeclarationFile}, held to its schema: nothing unknown, nothing twice. */
final class DeclarationParser {
  private static final String API_VERSION = "diskwright.io/v1alpha1";
  private static final String KIND = "CapabilityDeclarations";
  private static final int LONGEST = 1024;

  private DeclarationParser() {}

  static List<DeclaredCapability> parse(byte[] bytes) throws DeclarationException {
    Mapping root = mapping(YamlTree.parse(bytes), "");
    only(root, "", List.of("apiVersion", "kind", "capabilities"));
    exactly(root, "apiVersion", API_VERSION);
    exactly(root, "kind", KIND);
    Node capabilities = root.fields().get("capabilities");
    if (capabilities == null) {
      throw new DeclarationException(root.line(), "capabilities", "is missing; list them");
    }
    if (!(capabilities instanceof Sequence list)) {
      throw new DeclarationException(
          capabilities.line(), "capabilities", "must be a list; begin each with \"- name:\"");
    }
    List<DeclaredCapability> declared = new ArrayList<>();
    Map<Capability, Integer> lines = new EnumMap<>(Capability.class);
    for (Node item : list.items()) {
      String path = "capabilities[" + declared.size() + "]";
      DeclaredCapability one = capability(mapping(item, path), path);
      Integer before = lines.putIfAbsent(one.name(), item.line());
      if (before != null) {
        throw new DeclarationException(
            item.line(), path, one.name() + " is declared twice, first on line " + before);
      }
      declared.add(one);
    }
    return List.copyOf(declared);
  }

  private static DeclaredCapability capability(Mapping item, String path)
      throws DeclarationException {
    only(item, path, List.of("name", "state", "value", "detail"));
    CapabilityState state =
        oneOf(item, path, "state", CapabilityState.Present, CapabilityState.Absent);
    return new DeclaredCapability(
        oneOf(item, path, "name", Capability.values()),
        state,
        text(item, path, "value"),
        EvidenceSource.MetadataFile,
        text(item, path, "detail"));
  }

  private static Mapping mapping(Node node, String path) throws DeclarationException {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    throw new DeclarationException(node.line(), path, "must have fields, such as \"name: …\"");
  }

  private static void only(Mapping mapping, String path, List<String> known)
      throws DeclarationException {
    for (Map.Entry<String, Integer> one : mapping.lines().entrySet()) {
      if (!known.contains(one.getKey())) {
        throw new DeclarationException(
            one.getValue(),
            join(path, shown(one.getKey())),
            "is no field of this; write " + String.join(", ", known));
      }
    }
  }

  private static void exactly(Mapping root, String field, String value)
      throws DeclarationException {
    if (!value.equals(text(root, "", field))) {
      throw new DeclarationException(line(root, field), field, "must be " + value);
    }
  }

  @SafeVarargs
  private static <E extends Enum<E>> E oneOf(
      Mapping mapping, String path, String field, E... allowed) throws DeclarationException {
    String said = text(mapping, path, field);
    Optional<E> found = Arrays.stream(allowed).filter(e -> e.name().equals(said)).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    String names = Arrays.stream(allowed).map(Enum::name).collect(Collectors.joining(", "));
    throw new DeclarationException(
        line(mapping, field),
        join(path, field),
        (said == null ? "is missing" : "is \"" + shown(said) + "\"") + "; write one of " + names);
  }

  private static @Nullable String text(Mapping mapping, String path, String field)
      throws DeclarationException {
    Node node = mapping.fields().get(field);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Text text)) {
      String hint =
          node instanceof YamlTree.Other other && !other.value().isEmpty()
              ? "; write it in quotes: \"" + shown(other.value()) + "\""
              : "";
      throw new DeclarationException(node.line(), join(path, field), "must be text" + hint);
    }
    if (text.value().length() > LONGEST) {
      throw new DeclarationException(
          node.line(), join(path, field), "is longer than " + LONGEST + " characters");
    }
    return text.value();
  }

  private static int line(Mapping mapping, String field) {
    return mapping.lines().getOrDefault(field, mapping.line());
  }

  private static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
