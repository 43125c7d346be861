package io.diskwright.probe.lvm;

/** Where reports come from. */
@FunctionalInterface
interface LvmSource {
  /** The JSON of {@code lvm fullreport} about one group. */
  String report(String group) throws LvmException;
}
