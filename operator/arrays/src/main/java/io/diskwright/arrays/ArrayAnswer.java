package io.diskwright.arrays;

import io.diskwright.api.v1alpha1.DeclaredCapability;
import java.util.List;

/**
 * What an array said.
 *
 * @param element what it is about, by its name on the array
 * @param capabilities each at most once; what the array does not say is not there
 */
public record ArrayAnswer(String element, List<DeclaredCapability> capabilities) {
  /** The list is copied. */
  public ArrayAnswer {
    capabilities = List.copyOf(capabilities);
  }
}
