package io.diskwright.arrays;

import org.jspecify.annotations.Nullable;

/**
 * What an array wants to know of us, and we of it. Never printed.
 *
 * @param username of an account that may read
 * @param password its password
 * @param authorities certificates in PEM that the array's own must come from; null for those this
 *     system trusts
 */
public record Login(String username, String password, @Nullable String authorities) {
  @Override
  public String toString() {
    return "Login[…]";
  }
}
