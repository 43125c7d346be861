package io.diskwright.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.testing.Shell;
import java.nio.file.Path;

/** An image on disk, seen without any code of the product: by {@code stat} and {@code qemu-img}. */
record ImageFile(Path path) {

  private static final long BLOCK = 512; // of st_blocks, whatever the file system's own is

  /** Headers, and the rounding of the last extent: up to 1 MiB on xfs, where QEMU sets a hint. */
  private static final long SLACK = 1 << 20;

  /** The bytes that it takes on disk. */
  long allocatedBytes() {
    return Long.parseLong(Shell.run("stat", "-c", "%b", path.toString()).strip()) * BLOCK;
  }

  /** Changes whenever the file does: inode, size, blocks, times of change of data and of inode. */
  String fingerprint() {
    return Shell.run("stat", "-c", "%i %s %b %y %z %a %u", path.toString()).strip();
  }

  /** What {@code qemu-img info} says of it when it is opened as that format. */
  JsonNode info(String format) {
    try {
      return new ObjectMapper()
          .readTree(Shell.run("qemu-img", "info", "-f", format, "--output=json", path.toString()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("qemu-img info " + path, e);
    }
  }

  /**
   * Asserts that the file is what the image's status says it is.
   *
   * @param status of a VmDiskImage that was made
   * @param size the virtual size in bytes
   */
  static ImageFile assertAsDecided(JsonNode status, long size) {
    JsonNode decision = status.path("decision");
    String format = decision.path("format").asText();
    String policy = decision.path("policy").asText();
    ImageFile file = new ImageFile(Path.of(status.path("allocation").path("path").asText()));
    assertThat(file.path).as("path of %s", decision).isRegularFile();
    boolean sealed = format.equals("raw") && decision.path("options").has("encrypt.format");
    assertThat(file.info(sealed ? "luks" : format).path("virtual-size").asLong())
        .as(decision.toString())
        .isEqualTo(size);
    long allocated = file.allocatedBytes();
    assertThat(status.path("allocation").path("allocatedBytes").asLong()).isEqualTo(allocated);
    assertThat(status.path("allocation").path("virtualBytes").asLong()).isEqualTo(size);
    long promised = decision.path("options").path("preallocatedBytes").asLong(size);
    switch (policy) {
      case "Preallocated" ->
          assertThat(allocated).as(decision.toString()).isGreaterThanOrEqualTo(promised);
      case "Thin", "MetadataPreallocated" ->
          assertThat(allocated)
              .as(decision.toString())
              .isLessThanOrEqualTo(
                  decision.path("expected").path("allocatedBytes").asLong() + SLACK)
              .isLessThan(size / 2);
      default -> throw new AssertionError("a policy that is no policy: " + decision);
    }
    return file;
  }
}
