package io.diskwright.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A volume group as {@code lvm fullreport} says it is now; lvmreport(7). Whatever is missing is
 * taken as empty.
 *
 * @param uuid of the group
 * @param extentBytes bytes of an extent
 * @param sharedBy how several hosts share it, or empty
 * @param exported whether vgexport took it out of use
 * @param physical its physical volumes
 * @param volumes its logical volumes, hidden ones too
 */
record VolumeGroupState(
    String name,
    String uuid,
    long extentBytes,
    String sharedBy,
    boolean exported,
    List<Physical> physical,
    List<Volume> volumes) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LV_NAME = "lv_name";

  /**
   * A physical volume.
   *
   * @param usable whether it is there and may be allocated from
   */
  record Physical(String name, long freeBytes, boolean missing, boolean usable) {}

  /**
   * A logical volume.
   *
   * @param type of its first segment, such as linear; {@code mixed} when its segments differ
   * @param pool the thin pool it is in, or empty
   * @param device major:minor, or {@code -1:-1} when it is not active
   * @param dataPercent of a thin volume what is mapped, of a pool what is used; 0 when unknown
   * @param syncPercent of a raid what is in sync; 100 for others
   * @param health what lvs says is wrong, or empty
   */
  record Volume(
      String name,
      String uuid,
      long bytes,
      List<String> tags,
      String type,
      String pool,
      String device,
      boolean active,
      boolean open,
      double dataPercent,
      double metadataPercent,
      double syncPercent,
      String health) {

    boolean isOf(String uid) {
      return tags.contains(VolumeNames.tag(uid));
    }
  }

  /** The volume of that name. */
  Optional<Volume> find(String volume) {
    return volumes.stream().filter(one -> one.name().equals(volume)).findFirst();
  }

  /** The arguments that make the report. */
  static List<String> arguments(String group) {
    return List.of(
        "--all",
        "--reportformat",
        "json",
        "--units",
        "b",
        "--nosuffix",
        "--configreport",
        "vg",
        "-o",
        "vg_name,vg_uuid,vg_extent_size,vg_lock_type,vg_clustered,vg_exported",
        "--configreport",
        "pv",
        "-o",
        "pv_name,pv_free,pv_missing,pv_allocatable",
        "--configreport",
        "lv",
        "-o",
        "lv_name,lv_uuid,lv_size,lv_tags,pool_lv,data_percent,metadata_percent,lv_active,"
            + "lv_device_open,lv_kernel_major,lv_kernel_minor,copy_percent,lv_health_status",
        "--configreport",
        "pvseg",
        "-o",
        "pvseg_start",
        "--configreport",
        "seg",
        "-o",
        "lv_name,segtype",
        "--",
        group);
  }

  /**
   * Reads the report.
   *
   * @throws IllegalArgumentException when it is no report of a group
   */
  static VolumeGroupState parse(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
    for (JsonNode report : root.path("report")) {
      JsonNode group = report.path("vg").path(0);
      if (!text(group, "vg_name").isEmpty() && number(group, "vg_extent_size") > 0) {
        return of(group, report);
      }
    }
    throw new IllegalArgumentException("it tells of no volume group");
  }

  private static VolumeGroupState of(JsonNode group, JsonNode report) {
    List<Physical> physical = new ArrayList<>();
    for (JsonNode one : report.path("pv")) {
      boolean missing = !text(one, "pv_missing").isEmpty();
      physical.add(
          new Physical(
              text(one, "pv_name"),
              number(one, "pv_free"),
              missing,
              !missing && !text(one, "pv_allocatable").isEmpty()));
    }
    Map<String, String> types = types(report);
    List<Volume> volumes = new ArrayList<>();
    for (JsonNode one : report.path("lv")) {
      volumes.add(volume(one, types.getOrDefault(text(one, LV_NAME), "")));
    }
    String lock = text(group, "vg_lock_type");
    return new VolumeGroupState(
        text(group, "vg_name"),
        text(group, "vg_uuid"),
        number(group, "vg_extent_size"),
        lock.isEmpty() || lock.equals("none") ? text(group, "vg_clustered") : lock,
        !text(group, "vg_exported").isEmpty(),
        List.copyOf(physical),
        List.copyOf(volumes));
  }

  private static Map<String, String> types(JsonNode report) {
    Map<String, String> types = new HashMap<>();
    for (JsonNode one : report.path("seg")) {
      types.merge(text(one, LV_NAME), text(one, "segtype"), (a, b) -> a.equals(b) ? a : "mixed");
    }
    return types;
  }

  private static Volume volume(JsonNode one, String type) {
    return new Volume(
        bare(text(one, LV_NAME)),
        text(one, "lv_uuid"),
        number(one, "lv_size"),
        List.of(text(one, "lv_tags").split(",", -1)),
        type,
        bare(text(one, "pool_lv")),
        text(one, "lv_kernel_major") + ":" + text(one, "lv_kernel_minor"),
        text(one, "lv_active").equals("active"),
        text(one, "lv_device_open").equals("open"),
        percent(one, "data_percent", 0),
        percent(one, "metadata_percent", 0),
        percent(one, "copy_percent", 100),
        text(one, "lv_health_status"));
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

  private static double percent(JsonNode node, String field, double unknown) {
    try {
      return Math.clamp(Double.parseDouble(text(node, field)), 0, 100);
    } catch (NumberFormatException e) {
      return unknown;
    }
  }
}
