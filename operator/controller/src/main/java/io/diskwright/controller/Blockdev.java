package io.diskwright.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diskwright.api.v1alpha1.Decision;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;

/** The JSON that attaches an image by QEMU's {@code -blockdev}; qemu/qapi/block-core.json. */
final class Blockdev {
  private Blockdev() {}

  /**
   * For the file at {@code path}, made as {@code decision} says. A guest's discards give space back
   * only on thin images: on others they would undo the preallocation. An encrypted one asks for the
   * object {@code key-UID}, by which whoever starts QEMU hands it the passphrase.
   */
  static String json(Decision decision, String uid, String path) {
    ObjectNode file =
        JsonNodeFactory.instance.objectNode().put("driver", "file").put("filename", path);
    ImageFormat format = decision.format();
    boolean encrypted = ImageKeys.isEncrypted(decision.options());
    boolean raw = format == ImageFormat.raw;
    ObjectNode blockdev =
        JsonNodeFactory.instance
            .objectNode()
            .put("driver", encrypted && raw ? "luks" : format.name());
    if (encrypted) {
      ObjectNode lock = raw ? blockdev : blockdev.putObject("encrypt").put("format", "luks");
      lock.put("key-secret", "key-" + uid);
    }
    if (decision.policy() == AllocationPolicy.Thin) {
      file.put("discard", "unmap");
      blockdev.put("discard", "unmap");
    }
    blockdev.set("file", file);
    return blockdev.toString();
  }
}
