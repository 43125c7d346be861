package io.diskwright.api.v1alpha1;

/**
 * Pieces of the rules in the manifests, in the Common Expression Language of Kubernetes.
 *
 * <p>Rules stand on types, never on record components: there the generator would write each twice,
 * and server-side apply refuses that.
 */
final class Cel {
  /** The longest name of an object, RFC 1123. */
  static final int NAME_LENGTH = 253;

  /** The longest path, PATH_MAX of linux/limits.h less the terminating null. */
  static final int PATH_LENGTH = 4095;

  /** Applied to a string: whether it is a name of an object. */
  static final String IS_NAME =
      ".matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";

  /** What to do about a string that is no name. */
  static final String NAME_MESSAGE =
      "is not a name; use lower-case letters, digits, '-' and '.', starting and ending with a"
          + " letter or digit";

  /** Applied to a path: whether it says where it is. */
  static final String IS_PATH = ".matches('^(/[^/[:cntrl:]]+)+$')";

  /** Applied to a path: whether a component is . or .. */
  static final String HAS_DOTS = ".matches('/[.][.]?(/|$)')";

  /** What to do about such a path. */
  static final String DOTS_MESSAGE = "contains . or ..; write the path without them";

  /** What to do about any other path. */
  static final String PATH_MESSAGE =
      "must be an absolute path such as /var/lib/diskwright, each / once and none at the end";

  /** {@code self.size} as a quantity. */
  static final String SIZE = "quantity(string(self.size))";

  /** {@code self.minimumPreallocated} as a quantity. */
  static final String MINIMUM = "quantity(string(self.minimumPreallocated))";

  /** Lets pass what is no quantity, which the schema refuses by itself; more follows. */
  static final String NO_SIZE = "!has(self.size) || !isQuantity(string(self.size)) || ";

  /** The same for the other size. */
  static final String NO_MINIMUM =
      "!has(self.minimumPreallocated) || !isQuantity(string(self.minimumPreallocated)) || ";

  /** Applied to a quantity: whether it is at most {@link ByteSize#MAX}. */
  static final String IS_NOT_ABSURD = ".compareTo(quantity('64Pi')) <= 0";

  /** Applied to a quantity: whether it is absurd; more follows. */
  private static final String IS_ABSURD_OR = ".compareTo(quantity('64Pi')) > 0 || ";

  /**
   * Applied to a quantity: whether it is an integer as it stands; more follows. It is not for
   * 1.5Gi, which is kept as a decimal fraction.
   */
  private static final String IS_INTEGER_OR = ".isInteger() || ";

  private static final String LESS = ".sub(int(";
  private static final String ROUNDED_IS_ZERO =
      ".asApproximateFloat() + 0.5)).compareTo(quantity('0')) == 0";

  /** Whether {@code self.size} is a whole number of bytes. */
  static final String SIZE_IS_WHOLE =
      NO_SIZE + SIZE + IS_INTEGER_OR + SIZE + IS_ABSURD_OR + SIZE + LESS + SIZE + ROUNDED_IS_ZERO;

  /** Whether {@code self.minimumPreallocated} is a whole number of bytes. */
  static final String MINIMUM_IS_WHOLE =
      NO_MINIMUM
          + MINIMUM
          + IS_INTEGER_OR
          + MINIMUM
          + IS_ABSURD_OR
          + MINIMUM
          + LESS
          + MINIMUM
          + ROUNDED_IS_ZERO;

  /** What to do about a size of zero or less. */
  static final String POSITIVE_MESSAGE = "must be more than 0; write a size such as 40Gi";

  /** What to do about an absurd size; the bound is {@link ByteSize#MAX}. */
  static final String LARGEST_MESSAGE =
      "is more than 64Pi, the largest size there is; write a size such as 40Gi";

  /** What to do about a part of a byte. */
  static final String WHOLE_MESSAGE = "is not a whole number of bytes; write a size such as 40Gi";

  /** What to do about a smaller size than before. */
  static final String SHRINK_MESSAGE =
      "may grow but never shrink; keep the old size or write a larger one, or make a new, smaller"
          + " image";

  /** Whether {@code self.size} is not smaller than it was. */
  static final String SIZE_IS_NOT_SMALLER =
      NO_SIZE + SIZE + ".compareTo(quantity(string(oldSelf.size))) >= 0";

  /** Of a class: nothing is said of the tradeoff; its name and more follow. */
  static final String NO_CLASS_WEIGHT =
      "!has(self.defaults) || !has(self.defaults.tradeoffs) || !has(self.defaults.tradeoffs.";

  /** Of a class: or nothing is said of the limit; its name and more follow. */
  static final String OR_NO_RANGE = " || !has(self.limits) || !has(self.limits.";

  /** Of a class: whether the default of performance is within the limits. */
  static final String PERFORMANCE_IN_RANGE =
      "[type(self.defaults.tradeoffs.performance) == int ? int(self.defaults.tradeoffs.performance) : {'MinimumStorage': 0, 'Balanced': 50, 'MaximumPerformance': 100}[string(self.defaults.tradeoffs.performance)]].all(weight, (!has(self.limits.performance.min) || weight >= self.limits.performance.min) && (!has(self.limits.performance.max) || weight <= self.limits.performance.max))";

  /** Of a class: whether the default of redundancy is within the limits. */
  static final String REDUNDANCY_IN_RANGE =
      "[type(self.defaults.tradeoffs.redundancy) == int ? int(self.defaults.tradeoffs.redundancy) : {'MinimumStorage': 0, 'Balanced': 50, 'MaximumRedundancy': 100}[string(self.defaults.tradeoffs.redundancy)]].all(weight, (!has(self.limits.redundancy.min) || weight >= self.limits.redundancy.min) && (!has(self.limits.redundancy.max) || weight <= self.limits.redundancy.max))";

  private static final String LEVEL = "{'Off': 0, 'Low': 1, 'Medium': 2, 'High': 3}[string(self.";

  /** Of a class: whether the default of security is at least the least that is allowed. */
  static final String SECURITY_IS_ENOUGH =
      LEVEL + "defaults.tradeoffs.security)] >= " + LEVEL + "limits.minimumSecurity)]";

  /** What to do about a default that its own class does not allow; the limit follows. */
  static final String OUT_OF_LIMITS =
      "has a default that the class itself does not allow; change it, or ";

  private Cel() {}
}
