package io.diskwright.image;

import io.diskwright.libc.MarkerFile;
import io.diskwright.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Something planted where the product goes, after attacks that were published for others that keep
 * images in directories.
 *
 * @param name what is where, and after which advisory
 */
record Trap(String name, Plant plant) {
  /** Plants it. */
  interface Plant {
    void in(Place place) throws Exception;
  }

  /**
   * Where.
   *
   * @param pool the pool, not there yet
   * @param victim a directory that nobody may touch: {@code disk.img}, {@code disk.qcow2}, and the
   *     directory {@code sub}
   * @param uid the image that is going to be made, grown, deleted
   */
  record Place(Path pool, Path victim, String uid) {
    Path temporary() {
      return pool.resolve("." + uid + ".tmp");
    }

    Path condemned() {
      return pool.resolve("." + uid + ".scrub.tmp");
    }

    Path image() {
      return pool.resolve(uid);
    }

    Path make(Path directory) throws Exception {
      Files.createDirectories(directory);
      Shell.run("chmod", "700", pool.toString(), directory.toString());
      return directory;
    }
  }

  private static final String CONTAINER_DISK = "CVE-2022-1798";
  private static final String CLAIM_DISK = "CVE-2025-64433";
  private static final String HOST_DISK = "CVE-2025-64324";
  private static final String SOCKET = "CVE-2025-64437";
  private static final String CACHED = "CVE-2026-13218";
  private static final String PATTERN = "CVE-2025-62878";
  private static final String SUBDIR = "CVE-2026-3864";
  private static final String SUBPATH = "CVE-2017-1002101";

  private static void bind(Path from, Path over) {
    Shell.run("mount", "--bind", from.toString(), over.toString());
  }

  private static void link(Path at, Path to) throws Exception {
    Files.createSymbolicLink(at, to);
  }

  private static Trap of(String name, String advisory, Plant plant) {
    return new Trap(name + ", after " + advisory, plant);
  }

  /** In the directory where an image is, is made, or is deleted. */
  private static List<Trap> inside(String which, java.util.function.Function<Place, Path> at) {
    List<Trap> traps = new ArrayList<>();
    traps.add(of(which + " is a link", SUBPATH, p -> link(at.apply(p), p.victim())));
    traps.add(
        of(
            which + " is a link to nothing",
            CACHED,
            p -> link(at.apply(p), p.victim().resolve("new"))));
    traps.add(of(which + " is a file", HOST_DISK, p -> Files.createFile(at.apply(p))));
    traps.add(of(which + " is a pipe", SOCKET, p -> Shell.run("mkfifo", at.apply(p).toString())));
    traps.add(
        of(which + " has a mount over it", SUBPATH, p -> bind(p.victim(), p.make(at.apply(p)))));
    traps.add(
        of(
            which + " belongs to somebody else",
            HOST_DISK,
            p -> Shell.run("chown", "65534", p.make(at.apply(p)).toString())));
    for (String file : List.of("disk.img", "disk.qcow2", "disk.luks")) {
      traps.add(
          of(
              which + " holds a link " + file,
              CLAIM_DISK,
              p -> link(p.make(at.apply(p)).resolve(file), p.victim().resolve("disk.img"))));
    }
    traps.add(
        of(
            which + " holds a link to nothing",
            CACHED,
            p -> link(p.make(at.apply(p)).resolve("disk.img"), p.victim().resolve("new"))));
    traps.add(
        of(
            which + " holds another name of a file",
            HOST_DISK,
            p ->
                Files.createLink(
                    p.make(at.apply(p)).resolve("disk.img"), p.victim().resolve("disk.img"))));
    traps.add(
        of(
            which + " holds a file with a mount over it",
            CLAIM_DISK,
            p -> {
              Path file = Files.createFile(p.make(at.apply(p)).resolve("disk.img"));
              bind(p.victim().resolve("disk.img"), file);
            }));
    traps.add(
        of(
            which + " holds a pipe",
            SOCKET,
            p -> Shell.run("mkfifo", p.make(at.apply(p)).resolve("disk.img").toString())));
    traps.add(
        of(
            which + " holds a device",
            CONTAINER_DISK,
            p -> Shell.run("mknod", p.make(at.apply(p)).resolve("disk.img") + "", "c", "1", "3")));
    traps.add(
        of(
            which + " holds a directory",
            SUBDIR,
            p -> Files.createDirectories(p.make(at.apply(p)).resolve("disk.img/sub"))));
    return traps;
  }

  /** The pool itself, and what else is in it. */
  private static List<Trap> around() {
    return List.of(
        of("the pool is a link", CONTAINER_DISK, p -> swap(p.pool(), p.victim())),
        of("the pool is a link to nothing", CACHED, p -> swap(p.pool(), p.victim().resolve("new"))),
        of("the pool has a mount over it", SUBPATH, p -> bind(p.victim(), p.pool())),
        of("the pool is a file", HOST_DISK, p -> replace(p.pool(), "touch")),
        of("the pool is a pipe", SOCKET, p -> replace(p.pool(), "mkfifo")),
        of("the pool is everybody's", SUBDIR, p -> Shell.run("chmod", "777", p.pool() + "")),
        of("the pool is a group's", SUBDIR, p -> Shell.run("chgrp", "65534", p.pool() + "")),
        marker(
            "a link", p -> link(p.pool().resolve(MarkerFile.NAME), p.victim().resolve("disk.img"))),
        marker(
            "a link to nothing",
            p -> link(p.pool().resolve(MarkerFile.NAME), p.victim().resolve("new"))),
        marker("a pipe", p -> Shell.run("mkfifo", p.pool().resolve(MarkerFile.NAME) + "")),
        marker(
            "another name of a file",
            p ->
                Files.createLink(
                    p.pool().resolve(MarkerFile.NAME), p.victim().resolve("disk.img"))),
        of(
            "a leftover of a small file is a link",
            CACHED,
            p -> link(p.pool().resolve(LEFT), p.victim().resolve("disk.img"))),
        of(
            "a leftover of a small file is another name",
            CACHED,
            p -> Files.createLink(p.pool().resolve(LEFT), p.victim().resolve("disk.img"))),
        of(
            "a leftover of a calibration is a link",
            PATTERN,
            p -> link(p.pool().resolve(TRIED), p.victim())),
        of(
            "a leftover of a calibration has a mount over it",
            PATTERN,
            p -> bind(p.victim(), p.make(p.pool().resolve(TRIED)))),
        of(
            "a leftover of a calibration holds a link",
            PATTERN,
            p -> link(p.make(p.pool().resolve(TRIED)).resolve(p.uid()), p.victim())),
        of(
            "a leftover of a calibration holds a mount",
            PATTERN,
            p -> bind(p.victim(), p.make(p.pool().resolve(TRIED).resolve(p.uid())))),
        of(
            "a leftover of a calibration holds a link as its socket",
            SOCKET,
            p ->
                link(
                    p.make(p.pool().resolve(TRIED)).resolve("nbd"),
                    p.victim().resolve("disk.img"))));
  }

  private static final String LEFT = MarkerFile.NAME + ".0123456789abcdef.tmp";
  private static final String TRIED = ".diskwright-calibration.0123abcd";

  private static Trap marker(String what, Plant plant) {
    return of(
        "the marker is " + what,
        CACHED,
        p -> {
          Files.delete(p.pool().resolve(MarkerFile.NAME));
          plant.in(p);
        });
  }

  private static void swap(Path pool, Path to) throws Exception {
    Files.delete(pool.resolve(MarkerFile.NAME));
    Files.delete(pool);
    link(pool, to);
  }

  private static void replace(Path pool, String by) throws Exception {
    Files.delete(pool.resolve(MarkerFile.NAME));
    Files.delete(pool);
    Shell.run(by, pool.toString());
  }

  /** Every one. */
  static List<Trap> all() {
    List<Trap> all = new ArrayList<>(around());
    all.addAll(inside("the image", Place::image));
    all.addAll(inside("what is being made", Place::temporary));
    all.addAll(inside("what is being erased", Place::condemned));
    return all;
  }

  /** Whether only its marker tells the place from the right one. */
  boolean isWholePlace() {
    return name.startsWith("the pool has a mount");
  }

  @Override
  public String toString() {
    return name;
  }
}
