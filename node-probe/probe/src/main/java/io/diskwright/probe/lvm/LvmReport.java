package io.diskwright.probe.lvm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diskwright.probe.lvm.VolumeGroup.Logical;
import io.diskwright.probe.lvm.VolumeGroup.Physical;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code lvm fullreport}; lvmreport(7). Pure. Whatever is missing is taken as empty.
 */
final class LvmReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "lv_name";

  private LvmReport() {}

  /** The arguments that make the report. No lock is taken and nothing is written. */
  static List<String> arguments(String group) {
    return List.of(
        "fullreport",
        "--readonly",
        "--all",
        "--reportformat",
        "json",
        "--units",
        "b",
        "--nosuffix",
        "--configreport",
        "vg",
        "-o",
        "vg_name,vg_uuid,vg_seqno,vg_size,vg_free,vg_extent_size,vg_lock_type,vg_clustered,"
            + "vg_exported",
        "--configreport",
        "pv",
        "-o",
        "pv_name,pv_uuid,pv_size,pv_free,pv_missing,pv_allocatable",
        "--configreport",
        "lv",
        "-o",
        "lv_name,lv_uuid,lv_size,lv_metadata_size,pool_lv,data_lv,metadata_lv",
        "--configreport",
        "pvseg",
        "-o",
        "pvseg_start",
        "--configreport",
        "seg",
        "-o",
        "lv_name,segtype,discards,devices",
        "--",
        group);
  }

  /**
   * The group.
   *
   * @return null when the report has none
   * @throws IllegalArgumentException when it is no such report
   */
  static @Nullable VolumeGroup parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
    for (JsonNode report : root.path("report")) {
      JsonNode group = report.path("vg").path(0);
      if (!text(group, "vg_name").isEmpty()) {
        return group(group, report);
      }
    }
    return null;
  }

  private static VolumeGroup group(JsonNode group, JsonNode report) {
    List<Physical> physical = new ArrayList<>();
    for (JsonNode one : report.path("pv")) {
      physical.add(
          new Physical(
              text(one, "pv_name"),
              text(one, "pv_uuid"),
              number(one, "pv_size"),
              number(one, "pv_free"),
              !text(one, "pv_missing").isEmpty(),
              !text(one, "pv_allocatable").isEmpty()));
    }
    return new VolumeGroup(
        text(group, "vg_name"),
        text(group, "vg_uuid"),
        number(group, "vg_seqno"),
        number(group, "vg_size"),
        number(group, "vg_free"),
        number(group, "vg_extent_size"),
        shared(group),
        !text(group, "vg_exported").isEmpty(),
        physical,
        logical(report));
  }

  private static String shared(JsonNode group) {
    String lock = text(group, "vg_lock_type");
    return lock.isEmpty() || lock.equals("none") ? text(group, "vg_clustered") : lock;
  }

  private static List<Logical> logical(JsonNode report) {
    Map<String, List<JsonNode>> segments = new HashMap<>();
    for (JsonNode one : report.path("seg")) {
      segments.computeIfAbsent(text(one, NAME), name -> new ArrayList<>()).add(one);
    }
    List<Logical> found = new ArrayList<>();
    for (JsonNode one : report.path("lv")) {
      List<JsonNode> own = segments.getOrDefault(text(one, NAME), List.of());
      JsonNode first = own.isEmpty() ? one : own.getFirst();
      found.add(
          new Logical(
              bare(text(one, NAME)),
              text(one, "lv_uuid"),
              text(one, NAME).startsWith("["),
              text(first, "segtype"),
              number(one, "lv_size"),
              number(one, "lv_metadata_size"),
              bare(text(one, "pool_lv")),
              bare(text(one, "data_lv")),
              bare(text(one, "metadata_lv")),
              text(first, "discards"),
              parts(own)));
    }
    return found;
  }

  /** {@code /dev/sda(12),/dev/sdb(0)} or {@code pool0_tdata(0)}. */
  private static List<String> parts(List<JsonNode> segments) {
    List<String> parts = new ArrayList<>();
    for (JsonNode segment : segments) {
      for (String part : text(segment, "devices").split(",", -1)) {
        String device = part.strip().replaceFirst("\\(\\d+\\)$", "");
        if (!device.isEmpty() && !parts.contains(device)) {
          parts.add(device.startsWith("[unknown") ? device : bare(device));
        }
      }
    }
    return parts;
  }

  /** Hidden volumes stand in brackets. */
  private static String bare(String name) {
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText("").strip();
  }

  private static long number(JsonNode node, String field) {
    try {
      return Math.max(0, Long.parseLong(text(node, field)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
