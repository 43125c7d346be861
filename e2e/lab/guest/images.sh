# Images that are logical volumes, for the cases of several sets. Sourced by those.

# image NAME SIZE [FIELD...]: an object to apply.
image() {
  local name=$1 size=$2 field
  shift 2
  {
    echo "{apiVersion: diskwright.io/v1alpha1, kind: VmDiskImage, metadata: {name: $name},"
    echo " spec: {size: \"$size\""
    for field in "$@"; do echo " , $field"; done
    echo " }}"
  } >"/run/$name.yaml"
}

# made NAME PLACE PHASE: applies an object.
made() { ask "$3" 480 apply -f "/run/$1.yaml" --target "$2" -o json; }

# The device of an image that was applied in that phase.
path_of() { sed -n 's/.*"path" *: *"\([^"]*\)".*/\1/p' "$out/$phase/$1.json" | head -n 1; }

# saw NAME KEY=VALUE...: what another tool says, as an answer to compare.
saw() {
  local name=$1 pair all=
  shift
  for pair in "$@"; do all="$all${all:+, }\"${pair%%=*}\": \"${pair#*=}\""; done
  echo "{\"status\": {$all}}" >"$out/$phase/$name.json"
  : >"$out/$phase/$name.err"
  echo "0 0" >"$out/$phase/$name.rc"
}

# lv DEVICE FIELD: what lvs says of /dev/GROUP/VOLUME.
lv() { lvs --noheadings --nosuffix --units b -o "$2" "${1#/dev/}" | tr -d ' '; }

# looked NAME DEVICE: the volume by lvs, by device-mapper and by the kernel.
looked() {
  local device=$2
  saw "$1" segtype="$(lv "$device" segtype)" size="$(lv "$device" lv_size)" tags="$(lv "$device" lv_tags)" \
    pool="$(lv "$device" pool_lv)" kernel="$(blockdev --getsize64 "$device")" \
    target="$(dmsetup table "$device" | awk '{ print $3; exit }')" legs="$(dmsetup table "$device" | grep -o ' raid1 .*' | wc -l)"
}
