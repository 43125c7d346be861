# What the cases of all sets use. Sourced.
#
# A case is a function case_NAME that prepares targets and says so with `target`; the targets are
# probed when all cases of the set are prepared, or at once by `probe_now PHASE`.

out=/lab/out
phase=$LAB_SET
targets=() # "name place"
# What the command line is started with: the rights of the agent's device tier and no others, see
# deploy/kustomize/device-tier/agent.yaml. A set may name others.
rights=(setpriv --bounding-set=-all,+sys_admin,+sys_rawio --inh-caps=-all --no-new-privs)

uptime() { cut -d' ' -f1 /proc/uptime; }
note() { echo "$(uptime) $*"; }

# How a failed step is known: the case ends there, and the host is told.
die() {
  note "FAILED: $*"
  return 1
}

# True within the time limit (seconds) as soon as the command is.
until_true() {
  local limit=$1 end
  shift
  end=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { die "not within $limit s: $*"; return 1; }
    sleep 0.1
  done
}

# The device node of the disk with this serial number, as given to QEMU. Letters change from boot to boot.
disk() {
  local block link
  for link in /dev/disk/by-id/*"$1"*; do
    case $link in *-part* | *'*'*) continue ;; esac
    block=$(readlink -f "$link")
    [ -b "$block" ] && { echo "$block"; return; }
  done
  die "no disk has the serial number $1" >&2
}

# Its N-th partition.
part() {
  local node
  node=$(disk "$1") || return 1
  case $node in *[0-9]) echo "${node}p$2" ;; *) echo "$node$2" ;; esac
}

# write_parts SERIAL SIZE...: a GUID partition table with partitions of those sizes, + for the rest.
# After it udev must be waited for, as make_parts does.
write_parts() {
  local node size
  node=$(disk "$1") || return 1
  shift
  for size in "$@"; do
    [ "$size" = + ] && echo ',+' || echo ",$size"
  done | sfdisk -q --wipe always --no-reread -X gpt "$node"
}

make_parts() { write_parts "$@" && udevadm settle; }

# on NAME DEVICE TYPE [-o OPTIONS] [MKFS-ARGUMENT...]: makes a file system, mounts it on /m/NAME, and it is a target.
on() {
  local name=$1 device=$2 type=$3 options=()
  shift 3
  if [ "${1:-}" = -o ]; then
    options=(-o "$2")
    shift 2
  fi
  case $type in
    ext4) mkfs.ext4 -q -F -E nodiscard,lazy_itable_init=1,lazy_journal_init=1 "$@" "$device" ;;
    xfs) mkfs.xfs -q -f -K "$@" "$device" ;;
    btrfs) mkfs.btrfs -q -f -K "$@" "$device" ;;
  esac || { die "mkfs.$type $device"; return 1; }
  mkdir -p "/m/$name"
  mount -t "$type" "${options[@]}" "$device" "/m/$name" || { die "mount $device"; return 1; }
  target "$name" "/m/$name"
}

# target NAME PLACE: to be probed; a directory, or a volume group as the command line takes it.
target() { targets+=("$1 $2"); }

# Whether the case was asked for; what prepares the ground for the others always is.
wanted() {
  local pattern patterns
  IFS=, read -ra patterns <<<"disks,server,$LAB_CASES"
  for pattern in "${patterns[@]}"; do
    # shellcheck disable=SC2053 # a pattern is wanted
    [[ $1 == $pattern ]] && return 0
  done
  return 1
}

run_case() {
  wanted "$1" || return 0
  local start
  start=$(uptime)
  note "case $1"
  if ! "case_${1//-/_}"; then
    echo "$1" >>"$out/unprepared"
  fi
  echo "$1 $start $(uptime)" >>"$out/times"
}

# Java starts while the cases are prepared, and its first probe, the slowest, is of nothing.
start_probe() {
  mkfifo /run/requests
  mkdir -p /run/warm
  "${rights[@]}" /lab/in/java/bin/java @/lab/in/java.options ProbeLoop </run/requests >"$out/java.log" 2>&1 &
  exec 8>/run/requests
  printf '/run/warm/up\tprobe\t/run/warm\t-o\tjson\n' >&8
}

# ask NAME LIMIT ARGUMENT...: runs the command line; the answer is in $out/$phase/NAME.*
ask() {
  local name=$1 limit=$2
  shift 2
  mkdir -p "$out/$phase"
  local path=$out/$phase/$name
  (IFS=$'\t'; echo "$path"$'\t'"$*" >&8)
  until_true "$limit" test -e "$path.rc"
}

# host JSON...: asks the host, each one a QMP command or lab-disk; fails when one of them did.
requests=0
host() {
  requests=$((requests + 1))
  printf '%s\n' "$@" >"$out/.request"
  mv "$out/.request" "$out/host.$requests"
  until_true 20 test -e "$out/host.$requests.answer" || return 1
  if grep -q '"error"' "$out/host.$requests.answer"; then
    die "the host said $(cat "$out/host.$requests.answer")"
  fi
}

# plug NAME MEBIBYTES DEVICE-JSON-FIELDS: a new disk, attached while the guest runs.
plug() {
  host "{\"execute\": \"lab-disk\", \"name\": \"$1\", \"mebibytes\": $2}" \
    "{\"execute\": \"device_add\", \"arguments\": {\"id\": \"dev-$1\", \"drive\": \"$1\", $3}}"
}

unplug() { host "{\"execute\": \"device_del\", \"arguments\": {\"id\": \"dev-$1\"}}"; }

# Probes every target of the phase, one request each: one that fails does not hide the others. What took
# too long is asked again once: the host may have been busy, and a device that hangs does so again.
probe_targets() {
  local line name place
  for line in "${targets[@]}"; do
    read -r name place <<<"$line"
    ask "$name" 120 probe "$place" -o json || echo "did not end" >"$out/$phase/$name.rc"
    if grep -q '"reason" *: *"ProbeTimedOut"' "$out/$phase/$name.json"; then
      note "asking $name again"
      rm -f "$out/$phase/$name.rc"
      ask "$name" 120 probe "$place" -o json || echo "did not end" >"$out/$phase/$name.rc"
    fi
  done
  targets=()
}

# probe_now PHASE [NAME PLACE]...: probes these (or what `target` named since), under the phase's own name.
probe_now() {
  local before=$phase
  phase=$1
  shift
  while [ $# -gt 0 ]; do
    target "$1" "$2"
    shift 2
  done
  probe_targets
  phase=$before
}

# bare PHASE NAME PLACE...: as probe_now, by a Java of its own with the rights of the agent in the pod
# of a directory pool: no capability, no disk in /dev.
bare() {
  local requests=/run/requests-$1 later=("${targets[@]}")
  targets=()
  mkfifo "$requests"
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare -m sh -c 'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/urandom c 1 9 &&
    exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$@"' sh \
    /lab/in/java/bin/java @/lab/in/java.options ProbeLoop <"$requests" >"$out/java-$1.log" 2>&1 &
  exec 9>&8 8>"$requests"
  probe_now "$@"
  exec 8>&9 9>&-
  targets=("${later[@]}")
}

finish() {
  note "probing ${#targets[@]} targets"
  probe_targets
  note "done"
  exec 8>&-
}
