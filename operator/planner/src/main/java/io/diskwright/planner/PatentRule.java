package io.diskwright.planner;

/**
 * The rules of the description of US 9,092,161 B2 that choose a policy and a format, in the order
 * they speak. Its first, that security decides the format, is {@link #SECURITY_SENTENCE}.
 */
enum PatentRule {
  /** Rule 2. */
  MAXIMUM_PERFORMANCE(
      2,
      AllocationPolicy.Preallocated,
      ImageFormat.raw,
      2,
      "If the first parameter indicates maximum performance, then pre-allocation and raw storage"
          + " format might be selected to meet the performance objective, as both maximize"
          + " performance at the expense of storage consumption."),
  /** Rule 3. */
  MINIMUM_STORAGE(
      3,
      AllocationPolicy.Thin,
      ImageFormat.qcow2,
      2,
      "if a storage device supports thin provisioning and the second parameter indicates minimum"
          + " storage consumption, then thin provisioning and qcow2 format (which supports"
          + " compression) might be selected."),
  /** Rule 4. */
  MINIMUM_SECURITY(
      4,
      AllocationPolicy.Thin,
      ImageFormat.qed,
      2,
      "in instances where the first parameter indicates maximum performance and the third"
          + " parameter indicates minimum security, qed format (which does not support encryption)"
          + " might be selected"),
  /** Rule 5. */
  PREALLOCATION_MEANS_RAW(
      5,
      AllocationPolicy.Preallocated,
      ImageFormat.raw,
      6,
      "if pre-allocation is selected as the allocation policy at block 204, then raw storage format"
          + " might be selected based solely on the pre-allocation policy, regardless of what"
          + " criteria led to the selection of pre-allocation."),
  /** Rule 6. */
  BALANCE(
      6,
      AllocationPolicy.MetadataPreallocated,
      ImageFormat.qcow2,
      5,
      "0.5 for the first parameter would indicate an even balance between performance and storage"
          + " consumption");

  /** Rule 1, column 2. */
  static final String SECURITY_SENTENCE =
      "in other instances where the third parameter indicates maximum security, qcow2 format (which"
          + " does support encryption) might be selected.";

  private static final int MAXIMUM = 67;
  private static final int MINIMUM = 33;

  private final int number;
  private final AllocationPolicy policy;
  private final ImageFormat format;
  private final int column;
  private final String sentence;

  PatentRule(int number, AllocationPolicy policy, ImageFormat format, int column, String sentence) {
    this.number = number;
    this.policy = policy;
    this.format = format;
    this.column = column;
    this.sentence = sentence;
  }

  /** Whether what it asks of device and parameters is given. */
  boolean speaks(Demand demand, DeviceFacts device) {
    boolean thin = device.has(Capability.ThinProvisioning);
    boolean snapshots = device.has(Capability.Snapshotting);
    boolean fastest = demand.performance() >= MAXIMUM;
    return switch (this) {
      case MAXIMUM_PERFORMANCE -> fastest && thin && !snapshots;
      case MINIMUM_STORAGE ->
          thin && (demand.performance() <= MINIMUM || (demand.redundancy() <= MINIMUM && !fastest));
      case MINIMUM_SECURITY ->
          fastest && thin && snapshots && demand.security() == SecurityLevel.Off;
      case PREALLOCATION_MEANS_RAW -> !thin;
      case BALANCE -> !fastest && demand.performance() > MINIMUM;
    };
  }

  int number() {
    return number;
  }

  AllocationPolicy policy() {
    return policy;
  }

  /** The format it names; security Medium and above turn it into qcow2. */
  ImageFormat format(SecurityLevel security) {
    return security.compareTo(SecurityLevel.Medium) >= 0 ? ImageFormat.qcow2 : format;
  }

  /** Where it stands and how it reads. */
  String citation() {
    return cite(column, sentence);
  }

  static String cite(int column, String sentence) {
    return "US 9,092,161 B2, column " + column + ": \"" + sentence + "\"";
  }
}
