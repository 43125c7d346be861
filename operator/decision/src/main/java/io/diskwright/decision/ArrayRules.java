package io.diskwright.decision;

import io.diskwright.api.v1alpha1.ArrayInterface;
import io.diskwright.api.v1alpha1.ArraySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of the arrays of a pool. */
final class ArrayRules {
  private static final int MAX_ARRAYS = 8;
  private static final Pattern HTTPS =
      Pattern.compile("https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/?");
  private static final Pattern LOCAL =
      Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?/?");
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
  private static final Pattern ELEMENT = Pattern.compile("\\P{Cntrl}+");

  private final Problems problems;

  ArrayRules(Problems problems) {
    this.problems = problems;
  }

  void check(String field, List<ArraySpec> arrays) {
    if (arrays.size() > MAX_ARRAYS) {
      problems.add(field, "has " + arrays.size() + " entries; use at most " + MAX_ARRAYS);
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < arrays.size(); i++) {
      String where = field + "[" + i + "]";
      ArraySpec array = arrays.get(i);
      if (array == null) {
        problems.add(where, "is empty; remove it");
        continue;
      }
      problems.name(where + ".name", array.name());
      if (array.name() != null && !names.add(array.name())) {
        problems.add(
            where + ".name", Text.quote(array.name()) + " is there twice; give each its own name");
      }
      check(where, array);
    }
  }

  private void check(String where, ArraySpec array) {
    String endpoint = array.endpoint();
    if (endpoint == null
        || !(HTTPS.matcher(endpoint).matches() || LOCAL.matcher(endpoint).matches())) {
      problems.add(
          where + ".endpoint",
          "must start with https:// and hold host and port only, such as"
              + " https://array.example:5989; http:// goes to this host alone");
    }
    if (array.kind() == null) {
      problems.add(where + ".interface", "is missing; write SmiS or Swordfish");
    } else if ((array.kind() == ArrayInterface.SmiS) != (array.namespace() != null)) {
      problems.add(
          where + ".namespace",
          "must be given with SmiS, such as root/emc, and left out with Swordfish");
    }
    if (array.namespace() != null && !NAMESPACE.matcher(array.namespace()).matches()) {
      problems.add(
          where + ".namespace",
          Text.quote(array.namespace())
              + " is no namespace of a CIM server; write one such as root/emc");
    }
    if ((array.volume() == null) == (array.pool() == null)) {
      problems.add(
          where, "must have exactly one of volume and pool, such as volume: naa.600508b1001c7e3a");
    }
    element(where + ".volume", array.volume(), "the volume's WWN, or its name on the array");
    element(where + ".pool", array.pool(), "the pool's id on the array");
    problems.range(where + ".intervalSeconds", array.intervalSeconds(), 30, 86400);
    if (array.credentials() == null || array.credentials().secretRef() == null) {
      problems.add(
          where + ".credentials",
          "is missing; write credentials: {secretRef: {name: array-login}}");
    } else {
      problems.name(where + ".credentials.secretRef.name", array.credentials().secretRef().name());
    }
  }

  private void element(String field, @Nullable String element, String what) {
    if (element != null && !ELEMENT.matcher(element).matches()) {
      problems.add(field, "is empty or has a control character; write " + what);
    }
  }
}
