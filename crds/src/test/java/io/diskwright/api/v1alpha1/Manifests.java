package io.diskwright.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes the manifests from the records: fabric8's generator, and what it cannot express. */
final class Manifests {
  /** The kinds of the API. */
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          VmDiskImage.class,
          VmDiskClass.class,
          StoragePool.class,
          StorageDevice.class,
          DiskAllocation.class);

  private static final String HEADER =
      "# Made from the records of io.diskwright.api.v1alpha1. Change those, then run:\n"
          + "#   mvn -pl crds -am test -Dtest=ManifestsTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dmanifests.update=true\n";

  private static final String OBSERVED = "observedGeneration";

  private Manifests() {}

  /** The manifests by file name. */
  static SortedMap<String, String> generate() throws IOException {
    Path directory = Files.createTempDirectory("manifests");
    try {
      new CRDGenerator()
          .customResourceClasses(List.copyOf(KINDS))
          .forCRDVersions("v1")
          .withPostProcessor(new Completion())
          .inOutputDir(directory.toFile())
          .detailedGenerate();
      SortedMap<String, String> manifests = new TreeMap<>();
      for (Path file : files(directory)) {
        String text = Files.readString(file).replaceFirst("\\A(#.*\n)*", "");
        manifests.put(file.getFileName().toString().replace("-v1.yml", ".yaml"), HEADER + text);
        Files.delete(file);
      }
      return manifests;
    } finally {
      Files.delete(directory);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static final class Completion implements CRDPostProcessor {
    @Override
    public HasMetadata process(HasMetadata object, String crdSpecVersion) {
      CustomResourceDefinition crd = (CustomResourceDefinition) object;
      Class<? extends CustomResource<?, ?>> kind =
          KINDS.stream()
              .filter(k -> k.getSimpleName().equals(crd.getSpec().getNames().getKind()))
              .findFirst()
              .orElseThrow();
      crd.getSpec().getNames().setListKind(kind.getSimpleName() + "List");
      crd.getSpec().getVersions().forEach(version -> complete(version, kind));
      return crd;
    }

    private static void complete(
        CustomResourceDefinitionVersion version, Class<? extends CustomResource<?, ?>> kind) {
      columns(version, kind);
      JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
      schema.setDescription(kind.getAnnotation(JsonClassDescription.class).value());
      Map<String, JSONSchemaProps> properties = new LinkedHashMap<>();
      properties.put("apiVersion", Schemas.string("Version of the API this object is written in."));
      properties.put("kind", Schemas.string("Kind of the object."));
      properties.put("metadata", Schemas.object());
      properties.putAll(schema.getProperties());
      schema.setProperties(properties);
      Type[] parts = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
      part(schema, "spec", parts[0], "What is wanted.");
      part(schema, "status", parts[1], "What is; written by Diskwright alone.");
    }

    /** In the order they are declared in, and without the priority that is the default. */
    private static void columns(CustomResourceDefinitionVersion version, Class<?> kind) {
      List<String> order =
          Stream.of(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
              .map(AdditionalPrinterColumn::name)
              .toList();
      version.setAdditionalPrinterColumns(
          version.getAdditionalPrinterColumns().stream()
              .sorted(Comparator.comparing(column -> order.indexOf(column.getName())))
              .toList());
      version.getAdditionalPrinterColumns().stream()
          .filter(column -> Integer.valueOf(0).equals(column.getPriority()))
          .forEach(column -> column.setPriority(null));
    }

    private static void part(JSONSchemaProps schema, String name, Type type, String description) {
      if (type.equals(Void.class)) {
        schema.getProperties().remove(name);
        return;
      }
      JSONSchemaProps part = Schemas.property(schema, name);
      part.setDescription(description);
      Schemas.complete(part, type);
      if (name.equals("spec")) {
        schema.setRequired(List.of(name));
      } else if (part.getProperties().containsKey(OBSERVED)) {
        // Without it, whoever waits by the rules of kstatus takes what nobody has looked at for
        // ready.
        part.setDefault(JsonNodeFactory.instance.objectNode().put(OBSERVED, -1));
      }
    }
  }
}
