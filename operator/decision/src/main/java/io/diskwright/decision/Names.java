package io.diskwright.decision;

import io.diskwright.decision.SpecValidator.Problem;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of Kubernetes for names (RFC 1123), which are also the names of files here. */
public final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  private Names() {}

  /**
   * What is wrong with the name of an object, if anything.
   *
   * @param field path of the name, such as {@code metadata.name}
   * @param name at most 253 characters, a DNS subdomain
   */
  public static Optional<Problem> validate(String field, @Nullable String name) {
    return check(field, name, DNS_SUBDOMAIN, 253, "-' and '.");
  }

  /**
   * What is wrong with the name of a namespace, if anything.
   *
   * @param field path of the name, such as {@code metadata.namespace}
   * @param namespace at most 63 characters, a DNS label
   */
  public static Optional<Problem> validateNamespace(String field, @Nullable String namespace) {
    return check(field, namespace, DNS_LABEL, 63, "-");
  }

  private static Optional<Problem> check(
      String field, @Nullable String name, Pattern pattern, int limit, String others) {
    if (name == null || name.isEmpty()) {
      return Optional.of(new Problem(field, "is missing; give a name such as orders-db"));
    }
    if (name.length() > limit) {
      return Optional.of(
          new Problem(field, "has " + name.length() + " characters; use at most " + limit));
    }
    if (!pattern.matcher(name).matches()) {
      return Optional.of(
          new Problem(
              field,
              Text.quote(name)
                  + " is not a name; use lower-case letters, digits, '"
                  + others
                  + "', starting and ending with a letter or digit"));
    }
    return Optional.empty();
  }
}
