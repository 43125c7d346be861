/**
 * What operator and agent share as processes: settings, the API client, and the port that answers
 * for health and metrics.
 */
@NullMarked
package io.diskwright.service;

import org.jspecify.annotations.NullMarked;
