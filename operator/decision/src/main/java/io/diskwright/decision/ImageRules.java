package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ClassDefaults;
import io.diskwright.api.v1alpha1.EncryptionSpec;
import io.diskwright.api.v1alpha1.ImageSource;
import io.diskwright.api.v1alpha1.PlacementSpec;
import io.diskwright.api.v1alpha1.SecretKeyRef;
import io.diskwright.api.v1alpha1.Tradeoffs;
import io.diskwright.api.v1alpha1.VmDiskImageSpec;
import io.diskwright.planner.Feature;
import io.diskwright.planner.SecurityLevel;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of an image's spec. */
final class ImageRules {
  private static final Pattern SECRET_KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

  private final Problems problems;

  ImageRules(Problems problems) {
    this.problems = problems;
  }

  void check(VmDiskImageSpec spec) {
    sizes(spec);
    defaults("spec", spec.asDefaults());
    problems.optionalName("spec.className", spec.className());
    if (spec.source() != null) {
      new SourceRules(problems).check(spec.source());
    }
    if (spec.encryption() != null) {
      encryption(spec, spec.encryption());
    }
  }

  /** Checks what images and classes can say, below {@code field}. */
  void defaults(String field, ClassDefaults given) {
    tradeoffs(field + ".tradeoffs", given.tradeoffs());
    problems.distinct(field + ".requires", given.requires());
    problems.distinct(field + ".formats", given.formats());
    if (given.workload() != null) {
      problems.range(field + ".workload.expectedFill", given.workload().expectedFill(), 0, 100);
    }
    if (given.placement() != null) {
      placement(field + ".placement", given.placement());
    }
  }

  /** Checks that a Secret is for something, once a class has filled {@code spec}. */
  void secret(VmDiskImageSpec spec) {
    if (spec.encryption() != null && spec.encryption().secretRef() != null && !encrypts(spec)) {
      problems.add(
          "spec.encryption.secretRef",
          "is given, but nothing asks for encryption; set tradeoffs.security to Medium or High, add"
              + " Encryption to requires, or remove the secretRef");
    }
  }

  private void sizes(VmDiskImageSpec spec) {
    OptionalLong size = OptionalLong.empty();
    if (spec.size() != null) {
      size = problems.bytes("spec.size", spec.size());
      if (size.isPresent() && size.getAsLong() == 0) {
        problems.add("spec.size", "must be more than 0; write a size such as 40Gi");
      }
    } else if (!hasSize(spec.source())) {
      problems.add("spec.size", "is missing; a blank image needs one, such as size: 40Gi");
    }
    if (spec.minimumPreallocated() != null) {
      OptionalLong minimum = problems.bytes("spec.minimumPreallocated", spec.minimumPreallocated());
      if (size.isPresent() && minimum.isPresent() && minimum.getAsLong() > size.getAsLong()) {
        problems.add(
            "spec.minimumPreallocated",
            spec.minimumPreallocated()
                + " is more than spec.size ("
                + spec.size()
                + "); lower it to "
                + spec.size()
                + ", or raise spec.size to "
                + spec.minimumPreallocated());
      }
    }
  }

  private static boolean hasSize(@Nullable ImageSource source) {
    return source != null
        && (source.http() != null
            || source.file() != null
            || source.image() != null
            || source.claim() != null);
  }

  private void tradeoffs(String field, @Nullable Tradeoffs tradeoffs) {
    if (tradeoffs != null) {
      weight(field + ".performance", Weight.PERFORMANCE, tradeoffs.performance());
      weight(field + ".redundancy", Weight.REDUNDANCY, tradeoffs.redundancy());
    }
  }

  private void weight(String field, Weight weight, @Nullable IntOrString written) {
    if (written != null && weight.of(written).isEmpty()) {
      problems.add(field, weight.problem(written));
    }
  }

  private void placement(String where, PlacementSpec placement) {
    problems.optionalName(where + ".node", placement.node());
    problems.optionalName(where + ".pool", placement.pool());
    LabelSelector selector = placement.deviceSelector();
    if (selector != null) {
      String field = where + ".deviceSelector";
      if (selector.getMatchExpressions() != null && !selector.getMatchExpressions().isEmpty()) {
        problems.add(field + ".matchExpressions", "is not supported here; use matchLabels");
      }
      new SelectorRules(problems).labels(field + ".matchLabels", selector.getMatchLabels());
    }
  }

  private void encryption(VmDiskImageSpec spec, EncryptionSpec encryption) {
    SecretKeyRef secret = encryption.secretRef();
    if (secret == null) {
      return;
    }
    boolean mayBeFilled =
        !"".equals(spec.className())
            && (spec.requires() == null
                || spec.tradeoffs() == null
                || spec.tradeoffs().security() == null);
    if (!mayBeFilled) {
      secret(spec);
    }
    problems.name("spec.encryption.secretRef.name", secret.name());
    if (secret.key() == null || !SECRET_KEY.matcher(secret.key()).matches()) {
      problems.add(
          "spec.encryption.secretRef.key",
          "is not an entry of a Secret; use letters, digits, '-', '_' and '.', such as passphrase");
    }
  }

  private static boolean encrypts(VmDiskImageSpec spec) {
    SecurityLevel level = spec.tradeoffs() == null ? null : spec.tradeoffs().security();
    return level == SecurityLevel.Medium
        || level == SecurityLevel.High
        || (spec.requires() != null && spec.requires().contains(Feature.Encryption));
  }
}
