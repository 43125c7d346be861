/** A real API server for tests: etcd and kube-apiserver as child processes, on loopback only. */
@NullMarked
package io.diskwright.e2e.server;

import org.jspecify.annotations.NullMarked;
