package io.diskwright.controller;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diskwright.planner.AllocationPolicy;
import io.diskwright.planner.ImageFormat;

/** The JSON that attaches an image by QEMU's {@code -blockdev}; qemu/qapi/block-core.json. */
final class Blockdev {
  private Blockdev() {}

  /**
   * For the file at {@code path}, stored as {@code format}. A guest's discards give space back only
   * on thin images: on others they would undo the preallocation.
   */
  static String json(ImageFormat format, AllocationPolicy policy, String path) {
    ObjectNode file =
        JsonNodeFactory.instance.objectNode().put("driver", "file").put("filename", path);
    ObjectNode blockdev = JsonNodeFactory.instance.objectNode().put("driver", format.name());
    if (policy == AllocationPolicy.Thin) {
      file.put("discard", "unmap");
      blockdev.put("discard", "unmap");
    }
    blockdev.set("file", file);
    return blockdev.toString();
  }
}
