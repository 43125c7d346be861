package io.diskwright.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.api.v1alpha1.StorageDevice;
import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads files of VmDiskImage, VmDiskClass, StoragePool and StorageDevice objects, YAML or JSON, one
 * or several to a file, also inside a {@code List}.
 *
 * <p>Everything wrong with all of them is reported at once.
 */
public final class InputReader {
  private final ObjectMapper mapper;
  private final Source source;

  /** Reads {@code -} from {@code standardInput}. */
  public InputReader(ObjectMapper mapper, InputStream standardInput) {
    this.mapper = mapper;
    this.source = new Source(standardInput);
  }

  /** The text of a file that holds no objects; {@code -} is the standard input. */
  public String text(String file) throws InvalidInputException {
    return source.read(file);
  }

  /**
   * Reads.
   *
   * @param files names of files; {@code -} is the standard input
   * @throws InvalidInputException everything that is wrong, with file, line and field
   */
  public Input read(List<String> files) throws InvalidInputException {
    List<Problem> problems = new ArrayList<>();
    List<Read<? extends HasMetadata>> found = new ArrayList<>();
    ObjectBinder binder = new ObjectBinder(mapper, problems);
    for (String file : files) {
      String label = Source.label(file);
      List<Document> documents = YamlDocuments.parse(label, source.read(file));
      if (documents.isEmpty()) {
        problems.add(new Problem(Position.of(label), "", "holds no object"));
      }
      for (Document document : documents) {
        objects(binder, document, document.root(), "", found);
      }
    }
    unique(found, problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    return new Input(
        only(VmDiskImage.class, found),
        only(StoragePool.class, found),
        only(StorageDevice.class, found),
        only(VmDiskClass.class, found));
  }

  private static void objects(
      ObjectBinder binder,
      Document document,
      JsonNode node,
      String prefix,
      List<Read<? extends HasMetadata>> found) {
    if (prefix.isEmpty()
        && node.path("kind").asText().equals("List")
        && node.path("apiVersion").asText().equals("v1")
        && node.path("items").isArray()) {
      for (int i = 0; i < node.path("items").size(); i++) {
        objects(binder, document, node.path("items").get(i), "items[" + i + "]", found);
      }
      return;
    }
    Read<HasMetadata> object = binder.bind(document, node, prefix);
    if (object != null) {
      found.add(object);
    }
  }

  private static void unique(List<Read<? extends HasMetadata>> found, List<Problem> problems) {
    Map<String, Position> first = new HashMap<>();
    for (Read<? extends HasMetadata> read : found) {
      HasMetadata object = read.object();
      String name =
          object.getKind()
              + " "
              + Objects.requireNonNullElse(object.getMetadata().getNamespace(), "")
              + "/"
              + object.getMetadata().getName();
      Position here = read.at("metadata.name");
      Position before = first.putIfAbsent(name, here);
      if (before != null) {
        problems.add(
            new Problem(
                here,
                "metadata.name",
                name.replace(" /", " ")
                    + " is there twice, first at "
                    + before
                    + "; rename or remove one"));
      }
    }
  }

  private static <T> List<Read<T>> only(Class<T> type, List<Read<? extends HasMetadata>> found) {
    List<Read<T>> only = new ArrayList<>();
    for (Read<? extends HasMetadata> read : found) {
      if (type.isInstance(read.object())) {
        only.add(read.as(type));
      }
    }
    return only;
  }
}
