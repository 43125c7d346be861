package io.diskwright.probe.dm;

import java.util.Arrays;

/**
 * Keeps keys out of this process: the tables of crypt and integrity targets hold them in clear;
 * Documentation/admin-guide/device-mapper/dm-crypt.rst and dm-integrity.rst.
 */
final class Secrets {
  private static final byte MASK = '*';
  private static final int KEY_OF_CRYPT = 1;

  private Secrets() {}

  /** Overwrites the keys in the parameters between {@code from} and {@code to}. */
  static void wipe(String type, byte[] table, int from, int to) {
    switch (type) {
      case "crypt", "default-key", "inlinecrypt" -> key(table, from, to);
      case "integrity" -> macs(table, from, to);
      default -> {
        // no other target has a key in its table
      }
    }
  }

  /** {@code cipher key iv_offset …}: a key in hex keeps its length, one in a keyring its name. */
  private static void key(byte[] table, int from, int to) {
    int word = 0;
    for (int at = from; at < to; at = past(table, at, to)) {
      int end = wordEnd(table, at, to);
      if (word == KEY_OF_CRYPT && table[at] != ':') {
        Arrays.fill(table, at, end, MASK);
        return;
      }
      word++;
    }
  }

  /** {@code internal_hash:alg:key} and its sisters: what follows the second colon. */
  private static void macs(byte[] table, int from, int to) {
    for (int at = from; at < to; at = past(table, at, to)) {
      int end = wordEnd(table, at, to);
      int colons = 0;
      for (int i = at; i < end && colons < 2; i++) {
        if (table[i] == ':' && ++colons == 2) {
          Arrays.fill(table, i + 1, end, MASK);
        }
      }
    }
  }

  private static int wordEnd(byte[] table, int at, int to) {
    int end = at;
    while (end < to && table[end] != ' ') {
      end++;
    }
    return end;
  }

  private static int past(byte[] table, int at, int to) {
    int next = wordEnd(table, at, to);
    while (next < to && table[next] == ' ') {
      next++;
    }
    return next;
  }
}
