package io.diskwright.cli.cluster;

/**
 * One thing that was looked at.
 *
 * @param what its name
 * @param good whether it is as it should be
 * @param found what was found, and what to do if it is not good
 */
record Finding(String what, boolean good, String found) {}
