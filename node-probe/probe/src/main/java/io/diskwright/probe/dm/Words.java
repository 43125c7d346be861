package io.diskwright.probe.dm;

import java.util.List;

/** The words of a status or table line, with checks. */
record Words(List<String> all) {
  static Words of(String line) {
    return new Words(line.isBlank() ? List.of() : List.of(line.strip().split("\\s+")));
  }

  int size() {
    return all.size();
  }

  /** Empty when there are not so many. */
  String at(int index) {
    return index >= 0 && index < all.size() ? all.get(index) : "";
  }

  boolean has(String word) {
    return all.contains(word);
  }

  /** The number at {@code index}, or -1 when there is none. */
  long number(int index) {
    return number(at(index));
  }

  /** What is before ({@code part} 0) or after (1) the slash of a ratio, or -1. */
  long ratio(int index, int part) {
    String[] parts = at(index).split("/", -1);
    return parts.length == 2 ? number(parts[part]) : -1;
  }

  static long number(String word) {
    try {
      long number = Long.parseLong(word);
      return number < 0 ? -1 : number;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
