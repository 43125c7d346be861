/**
 * The API {@code diskwright.io/v1alpha1}: the objects users and nodes exchange, and nothing else.
 */
@NullMarked
package io.diskwright.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
