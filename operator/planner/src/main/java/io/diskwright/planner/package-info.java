/**
 * The pure core: what is wanted and what the devices can do in, a plan or a refusal with every
 * reason out.
 *
 * <p>Nothing here knows Kubernetes, files or clocks; only the JDK is imported. Constants of the
 * enums are spelled exactly as the API spells them, so that no layer has to translate them.
 */
@NullMarked
package io.diskwright.planner;

import org.jspecify.annotations.NullMarked;
