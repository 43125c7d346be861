package io.diskwright.libc;

/** The kernel, through JNA. */
final class JnaLibc {
  static final Libc INSTANCE = null;
}
