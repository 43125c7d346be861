/**
 * Between the API and the planner: objects in, decision out; no Kubernetes type crosses to the
 * planner.
 */
@NullMarked
package io.diskwright.decision;

import org.jspecify.annotations.NullMarked;
