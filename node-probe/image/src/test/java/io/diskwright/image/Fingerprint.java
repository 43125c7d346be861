package io.diskwright.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything about a tree that changes when somebody writes there: contents, owners, times. */
final class Fingerprint {
  private static final String ATTRIBUTES =
      "unix:ino,mode,uid,gid,nlink,size,lastModifiedTime,ctime";

  private Fingerprint() {}

  /** Of all there is below {@code root}, itself included; links are not followed. */
  static SortedMap<String, String> of(Path root) throws Exception {
    return of(root, ATTRIBUTES);
  }

  /** The same, but for names that other directories give to what is there. */
  static SortedMap<String, String> butForNames(Path root) throws Exception {
    return of(root, ATTRIBUTES.replace("nlink,", "").replace(",ctime", ""));
  }

  private static SortedMap<String, String> of(Path root, String attributes) throws Exception {
    SortedMap<String, String> all = new TreeMap<>();
    for (Path path : below(root)) {
      all.put(root.relativize(path).toString(), one(path, attributes));
    }
    return all;
  }

  private static List<Path> below(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(path -> !path.endsWith("lost+found")).toList();
    }
  }

  private static String one(Path path, String attributes) throws Exception {
    Map<String, Object> found =
        new TreeMap<>(Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS));
    String content =
        Files.isSymbolicLink(path)
            ? Files.readSymbolicLink(path).toString()
            : Files.isRegularFile(path)
                ? HexFormat.of()
                    .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)))
                : "";
    return found + " " + content;
  }
}
