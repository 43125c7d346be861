package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.DeletionPolicy;
import io.diskwright.api.v1alpha1.EffectiveSpec;
import io.diskwright.api.v1alpha1.Reasons;
import io.diskwright.api.v1alpha1.VmDiskClass;
import io.diskwright.api.v1alpha1.VmDiskImage;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.planner.Consumer;
import io.diskwright.planner.Demand;
import io.diskwright.planner.Feature;
import io.diskwright.planner.ImageFormat;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassesTest {
  private static final String GOLD =
      "{defaults: {tradeoffs: {performance: MaximumPerformance, security: Low}, requires:"
          + " [Snapshotting], formats: [qcow2], consumer: KubeVirt, workload: {expectedFill: 80},"
          + " placement: {pool: gold}, deletionPolicy: Retain}}";
  private static final String OFFICE =
      "{defaults: {formats: [qcow2, vmdk]}, limits: {performance: {min: 60, max: 80}, redundancy:"
          + " {max: 20}, minimumSecurity: Low, formats: [raw, qcow2, vmdk], maxSize: 1Ti}}";

  @Test
  void shouldFillInWhatTheImageLeavesOut() {
    // When
    EffectiveSpec effective =
        resolved(
            Classes.of(List.of(named("gold", GOLD))),
            "{size: 1Gi, className: gold, tradeoffs: {performance: 10}, formats: [raw]}");

    // Then
    assertThat(effective.className()).isEqualTo("gold");
    assertThat(effective.tradeoffs().performance()).isEqualTo(new IntOrString(10));
    assertThat(effective.tradeoffs().redundancy()).isEqualTo(new IntOrString(0));
    assertThat(effective.tradeoffs().security()).isEqualTo(SecurityLevel.Low);
    assertThat(effective.formats()).containsExactly(ImageFormat.raw);
    assertThat(effective.requires()).containsExactly(Feature.Snapshotting);
    assertThat(effective.consumer()).isEqualTo(Consumer.KubeVirt);
    assertThat(effective.workload().expectedFill()).isEqualTo(80);
    assertThat(effective.deletionPolicy()).isEqualTo(DeletionPolicy.Retain);
    assertThat(effective.from().image()).containsExactly("tradeoffs.performance", "formats");
    assertThat(effective.from().ofClass())
        .containsExactly(
            "tradeoffs.security",
            "requires",
            "consumer",
            "workload.expectedFill",
            "placement.pool",
            "deletionPolicy");
    assertThat(effective.from().builtIn())
        .containsExactly("tradeoffs.redundancy", "strategy", "workload.access");
    assertThat(effective.from().limits()).isNull();
  }

  @Test
  void shouldTakeAnEmptyListAsSaid() {
    // When
    EffectiveSpec effective =
        resolved(
            Classes.of(List.of(named("gold", GOLD))),
            "{size: 1Gi, className: gold, requires: [], formats: []}");

    // Then
    assertThat(effective.requires()).isNull();
    assertThat(effective.formats()).isNull();
  }

  @Test
  void shouldMoveWhatIsBuiltInIntoTheLimits() {
    // When
    EffectiveSpec effective =
        resolved(
            Classes.of(List.of(named("office", OFFICE))),
            "{size: 1Gi, className: office, formats: []}");

    // Then
    assertThat(effective.tradeoffs().performance()).isEqualTo(new IntOrString(60));
    assertThat(effective.tradeoffs().security()).isEqualTo(SecurityLevel.Low);
    assertThat(effective.formats())
        .containsExactly(ImageFormat.raw, ImageFormat.qcow2, ImageFormat.vmdk);
    assertThat(effective.from().limits())
        .containsExactly("tradeoffs.performance", "tradeoffs.security", "formats");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tradeoffs: {performance: 90}    | spec.tradeoffs.performance | 90 is outside limits.performance of the VmDiskClass office, which are 60 to 80; write 80
          tradeoffs: {performance: 0}     | spec.tradeoffs.performance | write 60
          tradeoffs: {redundancy: 21}     | spec.tradeoffs.redundancy  | 21 is outside limits.redundancy of the VmDiskClass office, which are 0 to 20; write 20
          tradeoffs: {security: 'Off'}    | spec.tradeoffs.security    | Off is less than limits.minimumSecurity of the VmDiskClass office, which is Low; write Low
          formats: [vdi, raw, qed]        | spec.formats               | vdi, qed are not among limits.formats of the VmDiskClass office, which are raw, qcow2, vmdk; write formats: [raw]
          formats: [vdi]                  | spec.formats               | vdi is not among limits.formats of the VmDiskClass office, which are raw, qcow2, vmdk; write formats: [raw, qcow2, vmdk]
          size: 1025Gi                    | spec.size                  | 1025Gi is more than limits.maxSize of the VmDiskClass office, which is 1Ti; write 1Ti or less
          """)
  void shouldNameTheLimitTheValueAndTheSmallestChange(String wish, String field, String message) {
    // When
    Resolution resolution =
        Classes.of(List.of(named("office", OFFICE)))
            .resolve(
                spec(
                    "{className: office, "
                        + (wish.contains("size") ? "" : "size: 1Ti, ")
                        + wish
                        + "}"));

    // Then
    assertThat(resolution)
        .isInstanceOfSatisfying(
            Resolution.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reasons.Accepted.ClassLimitExceeded);
              assertThat(refused.problems())
                  .singleElement()
                  .satisfies(
                      problem -> {
                        assertThat(problem.field()).isEqualTo(field);
                        assertThat(problem.message()).contains(message);
                      });
            });
  }

  @Test
  void shouldNameTheClassesThereAreWhenOneIsUnknown() {
    // When
    Resolution resolution =
        Classes.of(List.of(named("gold", GOLD), named("office", OFFICE)))
            .resolve(spec("{size: 1Gi, className: silver}"));

    // Then
    assertThat(resolution)
        .isInstanceOfSatisfying(
            Resolution.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reasons.Accepted.UnknownClass);
              assertThat(refused.problems().getFirst())
                  .hasToString(
                      "spec.className: there is no VmDiskClass \"silver\"; create it, or name one"
                          + " there is: gold, office");
            });
  }

  @Test
  void shouldLetTheNewestDefaultCount() {
    // Given
    List<VmDiskClass> classes = new ArrayList<>();
    for (String one : List.of("b 2026-01-02", "a 2026-01-02", "old 2026-01-01", "none")) {
      String[] parts = one.split(" ");
      VmDiskClass made = named(parts[0], "{defaults: {}}");
      if (parts.length > 1) {
        made.getMetadata().setAnnotations(Map.of("diskwright.io/is-default-class", "true"));
        made.getMetadata().setCreationTimestamp(parts[1] + "T00:00:00Z");
      }
      classes.add(made);
    }

    // Then
    assertThat(resolved(Classes.of(classes), "{size: 1Gi}").className()).isEqualTo("a");
    assertThat(resolved(Classes.of(classes), "{size: 1Gi, className: ''}").className()).isNull();
    assertThat(resolved(Classes.of(List.of(classes.getLast())), "{size: 1Gi}").className())
        .isNull();
    assertThat(resolved(Classes.withShipped(List.of()), "{size: 1Gi}").className())
        .isEqualTo("balanced");
    assertThat(resolved(Classes.withShipped(classes), "{size: 1Gi}").className()).isEqualTo("a");
    assertThat(
            resolved(
                    Classes.withShipped(List.of(named("balanced", "{defaults: {}}"))),
                    "{size: 1Gi}")
                .className())
        .isNull();
  }

  @Test
  void shouldKeepWhatAnImageWasDecidedByWhenItsClassChanges() {
    // Given
    String wanted = "{size: 1Gi, className: gold, tradeoffs: {redundancy: 5}}";
    EffectiveSpec then = resolved(Classes.of(List.of(named("gold", GOLD))), wanted);
    Classes now =
        Classes.of(
            List.of(
                named(
                    "gold",
                    "{defaults: {tradeoffs: {performance: 0, redundancy: 50}, consumer: VMware,"
                        + " strategy: Patent}}")));

    // When
    Resolution same = now.resolve(spec(wanted), then);
    EffectiveSpec without = effective(now.resolve(spec("{size: 1Gi, className: gold}"), then));

    // Then
    assertThat(effective(same)).isEqualTo(then);
    assertThat(without.tradeoffs().redundancy()).isEqualTo(new IntOrString(50));
    assertThat(without.tradeoffs().performance()).isEqualTo(new IntOrString(100));
  }

  @Test
  void shouldTakeTheNewClassWhenTheImageNamesAnother() {
    // Given
    Classes classes = Classes.of(List.of(named("gold", GOLD), named("office", OFFICE)));
    EffectiveSpec then = resolved(classes, "{size: 1Gi, className: gold}");

    // When
    EffectiveSpec now = effective(classes.resolve(spec("{size: 1Gi, className: office}"), then));

    // Then
    assertThat(now).isEqualTo(resolved(classes, "{size: 1Gi, className: office}"));
  }

  @Test
  void shouldDecideByWhatTheStatusSays() {
    // Given
    VmDiskImage image = image("{size: 1Gi, className: gold, consumer: VMware}");
    Resolution resolution = Classes.of(List.of(named("gold", GOLD))).resolve(image.getSpec());

    // When
    Demand demand = Demands.of(((Resolution.Resolved) resolution).on(image));

    // Then
    assertThat(demand.performance()).isEqualTo(100);
    assertThat(demand.security()).isEqualTo(SecurityLevel.Low);
    assertThat(demand.formats()).containsExactly(ImageFormat.qcow2);
    assertThat(demand.consumer()).isEqualTo(Consumer.VMware);
    assertThat(demand.placement().pool()).isEqualTo("gold");
    assertThat(Demands.of(image).performance()).isEqualTo(50);
  }

  @Test
  void shouldSayWhenNothingAsksForEncryptionEvenInTheClass() {
    // Given
    String wanted = "{size: 1Gi, encryption: {secretRef: {name: k, key: p}}, className: %s}";
    Classes classes = Classes.withShipped(List.of());

    // Then
    assertThat(classes.resolve(spec(wanted.formatted("secure"))))
        .isInstanceOf(Resolution.Resolved.class);
    assertThat(classes.resolve(spec(wanted.formatted("balanced"))))
        .isInstanceOfSatisfying(
            Resolution.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reasons.Accepted.Invalid));
  }

  @Test
  void shouldShipWhatTheManifestsSay() throws Exception {
    for (VmDiskClass shipped : Classes.withShipped(List.of()).all()) {
      Path file = Path.of("../../deploy/classes", shipped.getMetadata().getName() + ".yaml");
      VmDiskClass there = Yaml.read(Files.readString(file)).one(VmDiskClass.class);
      assertThat(Yaml.write(shipped)).isEqualTo(Yaml.write(there));
      assertThat(SpecValidator.validate(shipped)).isEmpty();
    }
    try (var files = Files.list(Path.of("../../deploy/classes"))) {
      assertThat(files).hasSize(Classes.withShipped(List.of()).all().size() + 1);
    }
  }

  private static EffectiveSpec resolved(Classes classes, String spec) {
    return effective(classes.resolve(spec(spec)));
  }

  private static EffectiveSpec effective(Resolution resolution) {
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).effective();
  }

  private static VmDiskImageSpec spec(String spec) {
    return image(spec).getSpec();
  }

  private static VmDiskImage image(String spec) {
    return Yaml.read("kind: VmDiskImage\nmetadata: {name: x}\nspec: " + spec + "\n")
        .one(VmDiskImage.class);
  }

  private static VmDiskClass named(String name, String spec) {
    return Yaml.read("kind: VmDiskClass\nmetadata: {name: " + name + "}\nspec: " + spec + "\n")
        .one(VmDiskClass.class);
  }
}
