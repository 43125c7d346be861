package io.diskwright.e2e;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may know which: the arrows of the layout, checked on the compiled classes. */
final class ArchitectureTest {

  private static final String ROOT = "io.diskwright.";

  /** Room to the rooms it may use, by the package below {@code io.diskwright}. */
  private static final Map<String, List<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("planner", List.of()),
              Map.entry("api", List.of("planner")),
              Map.entry("decision", List.of("planner", "api")),
              Map.entry("service", List.of()),
              Map.entry("arrays", List.of("planner", "api")),
              Map.entry("controller", List.of("decision", "arrays", "planner", "api", "service")),
              Map.entry("libc", List.of()),
              Map.entry("probe", List.of("libc", "api", "planner")),
              Map.entry("image", List.of("libc", "api", "planner")),
              Map.entry(
                  "agent",
                  List.of("decision", "probe", "image", "libc", "api", "planner", "service")),
              Map.entry("cli", List.of("decision", "probe", "image", "libc", "api", "planner"))));

  private static final List<String> MODULES =
      List.of(
          "operator/planner",
          "crds",
          "operator/decision",
          "operator/service",
          "operator/arrays",
          "operator/controller",
          "node-probe/native",
          "node-probe/probe",
          "node-probe/image",
          "node-probe/agent",
          "node-probe/cli");

  private static final JavaClasses ALL = importClasses();

  private static JavaClasses importClasses() {
    List<Path> outputs = new ArrayList<>();
    for (String module : MODULES) {
      outputs.add(Project.path(module).resolve("target/classes"));
    }
    assertThat(outputs).allMatch(Files::isDirectory, "has been compiled");
    return new ClassFileImporter().importPaths(outputs);
  }

  @Test
  void shouldKnowEveryRoomWhenRoomsAreAdded() {
    assertThat(ALL)
        .extracting(JavaClass::getPackageName)
        .allSatisfy(name -> assertThat(ARROWS).containsKey(room(name)));
  }

  static List<String> rooms() {
    return List.copyOf(ARROWS.keySet());
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void shouldUseOnlyItsArrowsWhenARoomUsesAnother(String room) {
    List<String> allowed = ARROWS.getOrDefault(room, List.of());
    var forbidden =
        DescribedPredicate.<JavaClass>describe(
            "in a room other than " + allowed,
            used ->
                used.getPackageName().startsWith(ROOT)
                    && !room(used.getPackageName()).equals(room)
                    && !allowed.contains(room(used.getPackageName())));
    noClasses()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .dependOnClassesThat(forbidden)
        .check(ALL);
  }

  @Test
  void shouldUseOnlyTheJdkWhenPlanning() {
    classes()
        .that()
        .resideInAPackage("io.diskwright.planner..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.diskwright.planner..", "org.jspecify.annotations..")
        .check(ALL);
  }

  @Test
  void shouldUseJnaInTheNativeRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.diskwright.libc..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(ALL);
  }

  @Test
  void shouldKnowNoClusterClientWhenOnlyTheNodeIsTouched() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.diskwright.libc..", "io.diskwright.probe..", "io.diskwright.image..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..")
        .check(ALL);
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    slices().matching("io.diskwright.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void shouldLeaveTheProcessInAMainClassOnly() {
    var hasMain =
        DescribedPredicate.<JavaClass>describe(
            "have a main method", type -> type.tryGetMethod("main", String[].class).isPresent());
    noClasses()
        .that(DescribedPredicate.not(hasMain))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(ALL);
  }

  @Test
  void shouldBeFinalOrMadeForExtensionWhenAClass() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .haveModifier(FINAL)
        .orShould()
        .haveModifier(ABSTRACT)
        .check(ALL);
  }

  private static String room(String packageName) {
    String below = packageName.substring(ROOT.length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
