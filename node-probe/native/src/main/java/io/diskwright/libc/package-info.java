/**
 * System calls: the only room that knows JNA. Typed, closeable, and the errno is in the exception.
 */
package io.diskwright.libc;
