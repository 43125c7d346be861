package io.diskwright.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.diskwright.api.v1alpha1.StoragePool;
import io.diskwright.api.v1alpha1.VmDiskImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecValidatorTest {
  private static final String SECRET = "encryption: {secretRef: {name: key, key: passphrase}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size: 40Gi",
        "size: 1",
        "size: 1.5Gi, tradeoffs: {performance: 0, redundancy: 100}",
        "size: 1Gi, tradeoffs: {performance: MaximumPerformance, redundancy: MaximumRedundancy}",
        "size: 1Gi, requires: [], formats: [], source: {blank: {}}",
        "source: {file: {path: /a}}",
        "source: {image: {name: a}}",
        "source: {http: {url: https://a/b@c, insecureSkipChecksum: true, format: vmdk}}",
        "size: 1Gi, source: {file: {path: /a.img, format: raw}}",
        "size: 1Gi, minimumPreallocated: 1Gi, workload: {expectedFill: 100}",
        "size: 1Gi, placement: {node: '', pool: '', deviceSelector: {matchLabels: {}}}",
        "size: 1Gi, placement: {deviceSelector: {matchLabels: {diskwright.io/node: a, x: ''}}}",
        "size: 1Gi, tradeoffs: {security: High}, " + SECRET,
        "size: 1Gi, requires: [Encryption], " + SECRET,
        "size: 1Gi, encryption: {}",
        "size: 1Gi, formats: [raw], requires: [Compression]",
      })
  void shouldFindNothingWrong(String spec) {
    assertThat(image(spec)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "planOnly: true | spec.size | is missing",
        "size: 0 | spec.size | more than 0",
        "size: 9Ei | spec.size | more than 64Pi",
        "size: 1.5 | spec.size | whole number",
        "size: -1Gi | spec.size | below zero",
        "size: big | spec.size | is not a size",
        "size: 1Gi, minimumPreallocated: 2Gi | spec.minimumPreallocated | more than spec.size (1Gi)",
        "size: 1Gi, minimumPreallocated: -1 | spec.minimumPreallocated | below zero",
        "size: 1Gi, tradeoffs: {performance: 101} | spec.tradeoffs.performance | 101 is not a weight",
        "size: 1Gi, tradeoffs: {performance: -1} | spec.tradeoffs.performance | -1 is not a weight",
        "size: 1Gi, tradeoffs: {performance: '80'} | spec.tradeoffs.performance | without quotes",
        "size: 1Gi, tradeoffs: {performance: MaximumRedundancy} | spec.tradeoffs.performance | or MaximumPerformance",
        "size: 1Gi, tradeoffs: {redundancy: MaximumPerformance} | spec.tradeoffs.redundancy | or MaximumRedundancy",
        "size: 1Gi, workload: {expectedFill: 101} | spec.workload.expectedFill | from 0 to 100",
        "size: 1Gi, requires: [Discard, Discard] | spec.requires[1] | is there twice",
        "size: 1Gi, formats: [raw, qed, raw] | spec.formats[2] | is there twice",
        "size: 1Gi, formats: [raw, null] | spec.formats[1] | is empty",
        "size: 1Gi, source: {} | spec.source | exactly one",
        "size: 1Gi, source: {blank: {}, claim: {name: a}} | spec.source | has 2 members",
        "source: {http: {url: https://a/b}} | spec.source.http | exactly one of sha256",
        "source: {http: {url: https://a/b, insecureSkipChecksum: false}} | spec.source.http | exactly one of sha256",
        "source: {http: {url: https://u:p@a/b, insecureSkipChecksum: true}} | spec.source.http.url | names a user",
        "source: {http: {url: ftp://a/b}} | spec.source.http.url | https://",
        "source: {http: {url: https://a, sha256: abc}} | spec.source.http.sha256 | 64",
        "source: {file: {path: a}} | spec.source.file.path | is not absolute",
        "source: {image: {name: bank/a}} | spec.source.image.name | is not a name",
        "source: {claim: {name: A}} | spec.source.claim.name | is not a name",
        "size: 1Gi, placement: {node: a/b} | spec.placement.node | is not a name",
        "size: 1Gi, placement: {pool: ..} | spec.placement.pool | is not a name",
        "size: 1Gi, placement: {deviceSelector: {matchLabels: {a b: c}}} | spec.placement.deviceSelector.matchLabels | no label key",
        "size: 1Gi, placement: {deviceSelector: {matchLabels: {a: c d}}} | spec.placement.deviceSelector.matchLabels | no label value",
        "size: 1Gi, placement: {deviceSelector: {matchExpressions: [{key: a, operator: Exists}]}} | spec.placement.deviceSelector.matchExpressions | use matchLabels",
        "size: 1Gi, className: '', encryption: {secretRef: {name: a, key: b}} | spec.encryption.secretRef | nothing asks for encryption",
        "size: 1Gi, requires: [], tradeoffs: {security: Low}, encryption: {secretRef: {name: a, key: b}} | spec.encryption.secretRef | nothing asks for encryption",
        "size: 1Gi, tradeoffs: {security: High}, encryption: {secretRef: {name: A, key: b}} | spec.encryption.secretRef.name | is not a name",
        "size: 1Gi, tradeoffs: {security: High}, encryption: {secretRef: {name: a}} | spec.encryption.secretRef.key | entry of a Secret",
      })
  void shouldNameTheFieldOfAnImage(String spec, String field, String message) {
    assertThat(image(spec))
        .anySatisfy(
            problem -> {
              assertThat(problem.field()).isEqualTo(field);
              assertThat(problem.message()).contains(message);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "targets: [{directory: {path: /var/lib/diskwright}}]",
        "targets: [{directory: {path: '/a b/..c/d.'}}], nodeSelector: {}",
        "targets: [{directory: {path: /a}}], capacity: {reservePercent: 0, overcommitPercent: 10000}",
        "targets: [{directory: {path: /a}}], nodeSelector: {matchExpressions: [{key: a, operator: In,"
            + " values: [b]}]}",
        "targets: [{directory: {path: /a}}], sources: {directories: [/srv/a, /srv/b]}",
        "targets: [{directory: {path: /a}}], declaredCapabilities: [{name: Deduplication, state:"
            + " Present, source: ArrayApi}, {name: Redundancy, state: Absent}]",
      })
  void shouldFindNothingWrongWithAPool(String spec) {
    assertThat(pool(spec)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "capacity: {} | spec.targets | is empty",
        "targets: [] | spec.targets | is empty",
        "targets: [{}] | spec.targets[0] | exactly one",
        "targets: [null] | spec.targets[0] | exactly one",
        "targets: [{directory: {path: /a}, volumeGroup: {name: v}}] | spec.targets[0] | exactly one",
        "targets: [{volumeGroup: {name: -v}}] | spec.targets[0].volumeGroup.name | as vgs prints it",
        "targets: [{volumeGroup: {}}] | spec.targets[0].volumeGroup.name | as vgs prints it",
        "targets: [{volumeGroup: {name: v, thinPool: a/b}}] | spec.targets[0].volumeGroup.thinPool | lvs prints it",
        "targets: [{volumeGroup: {name: v}}, {volumeGroup: {name: v}}] | spec.targets[1] | is there twice",
        "targets: [{directory: {}}] | spec.targets[0].directory.path | is missing",
        "targets: [{directory: {path: a}}] | spec.targets[0].directory.path | is not absolute",
        "targets: [{directory: {path: /}}] | spec.targets[0].directory.path | is the root",
        "targets: [{directory: {path: /a/}}] | spec.targets[0].directory.path | a / too many",
        "targets: [{directory: {path: /a//b}}] | spec.targets[0].directory.path | a / too many",
        "targets: [{directory: {path: /a/../b}}] | spec.targets[0].directory.path | contains ..",
        "targets: [{directory: {path: /a/.}}] | spec.targets[0].directory.path | contains .",
        "targets: [{directory: {path: \"/a\\nb\"}}] | spec.targets[0].directory.path | control character",
        "targets: [{directory: {path: /a}}, {directory: {path: /a}}] | spec.targets[1] | is there twice",
        "targets: [{directory: {path: /a}}], sources: {directories: [a]} | spec.sources.directories[0] | is not absolute",
        "targets: [{directory: {path: /a}}], sources: {directories: [/a/../b]} | spec.sources.directories[0] | contains ..",
        "targets: [{directory: {path: /a}}], capacity: {reservePercent: 96} | spec.capacity.reservePercent | from 0 to 95",
        "targets: [{directory: {path: /a}}], capacity: {overcommitPercent: 0} | spec.capacity.overcommitPercent | from 1 to 10000",
        "targets: [{directory: {path: /a}}], declaredCapabilities: [{name: Cloning, state: Unknown}] | spec.declaredCapabilities[0].state | Present or Absent",
        "targets: [{directory: {path: /a}}], declaredCapabilities: [{name: Cloning}] | spec.declaredCapabilities[0] | name and state",
        "targets: [{directory: {path: /a}}], declaredCapabilities: [{name: Cloning, state: Absent, source: Sysfs}] | spec.declaredCapabilities[0].source | the probe itself",
        "targets: [{directory: {path: /a}}], declaredCapabilities: [{name: Cloning, state: Absent}, {name: Cloning, state: Absent}] | spec.declaredCapabilities[1].name | twice",
        "targets: [{directory: {path: /a}}], nodeSelector: {matchExpressions: [{key: a, operator: Is}]} | spec.nodeSelector.matchExpressions[0].operator | DoesNotExist",
        "targets: [{directory: {path: /a}}], nodeSelector: {matchExpressions: [{key: a, operator: In}]} | spec.nodeSelector.matchExpressions[0].values | at least one",
      })
  void shouldNameTheFieldOfAPool(String spec, String field, String message) {
    assertThat(pool(spec))
        .anySatisfy(
            problem -> {
              assertThat(problem.field()).isEqualTo(field);
              assertThat(problem.message()).contains(message);
            });
  }

  @Test
  void shouldLookAtNamesToo() {
    VmDiskImage image =
        Yaml.read("{kind: VmDiskImage, metadata: {name: ../x, namespace: a.b}, spec: {size: 1Gi}}")
            .one(VmDiskImage.class);
    StoragePool pool =
        Yaml.read(
                "{kind: StoragePool, metadata: {name: "
                    + "a".repeat(64)
                    + "}, spec: {targets: [{directory: {path: /a}}]}}")
            .one(StoragePool.class);

    assertThat(SpecValidator.validate(image))
        .extracting(SpecValidator.Problem::field)
        .containsExactly("metadata.name", "metadata.namespace");
    assertThat(SpecValidator.validate(pool))
        .extracting(SpecValidator.Problem::field)
        .containsExactly("metadata.name");
  }

  @Test
  void shouldSayThatTheSpecIsMissing() {
    assertThat(
            SpecValidator.validate(
                Yaml.read("{kind: VmDiskImage, metadata: {name: x}}").one(VmDiskImage.class)))
        .extracting(SpecValidator.Problem::field)
        .containsExactly("spec");
    assertThat(
            SpecValidator.validate(
                Yaml.read("{kind: StoragePool, metadata: {name: x}}").one(StoragePool.class)))
        .extracting(SpecValidator.Problem::field)
        .containsExactly("spec");
  }

  private static List<SpecValidator.Problem> image(String spec) {
    return SpecValidator.validate(
        Yaml.read("{kind: VmDiskImage, metadata: {name: x}, spec: {" + spec + "}}")
            .one(VmDiskImage.class));
  }

  private static List<SpecValidator.Problem> pool(String spec) {
    return SpecValidator.validate(
        Yaml.read("{kind: StoragePool, metadata: {name: x}, spec: {" + spec + "}}")
            .one(StoragePool.class));
  }
}
