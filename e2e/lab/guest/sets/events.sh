# What happens to devices that are in use. Sourced by main. Each case probes at its own moments, so
# the targets here are phase and target: "plugged hot-nvme", then "pulled hot-nvme".
# Partition N of the disks LABEVT0…3 belongs to one case.

cases="disks hot-nvme hot-virtio hot-usb hot-scsi md-fail btrfs-missing thin-fill remount flakey scsi-errors path-loss hang
  watch"

case_disks() {
  modprobe -qa raid1 dm-thin-pool dm-flakey btrfs xfs
  local number pids=()
  for number in 0 1 2 3; do
    write_parts "LABEVT$number" 300M 300M 300M 300M 300M &
    pids+=($!)
  done
  wait "${pids[@]}"
  udevadm settle
}

event() { part "LABEVT$1" "$2"; }

there() { disk "$1" >/dev/null 2>&1; }
gone() { [ ! -b "$1" ]; }

# use NAME DEVICE TYPE: as `on`, without its being probed at the end.
use() { on "$@" && targets=(); }

# Attached, used, pulled out while it is mounted.
hot() {
  local name=$1 serial=$2 fields=$3 node
  plug "$name" 400 "$fields" && until_true 30 there "$serial" || return 1
  node=$(disk "$serial")
  use "$name" "$node" "$4" && probe_now plugged "$name" "/m/$name"
  unplug "$name" && until_true 30 gone "$node" || return 1
  probe_now pulled "$name" "/m/$name"
  umount -l "/m/$name"
}

case_hot_nvme() { hot hot-nvme HOTNVME1 '"driver": "nvme", "bus": "port0", "serial": "HOTNVME1"' ext4; }
case_hot_usb() { hot hot-usb HOTUSB1 '"driver": "usb-storage", "bus": "xhci.0", "serial": "HOTUSB1", "removable": true' ext4; }
case_hot_scsi() { hot hot-scsi HOTSCSI1 '"driver": "scsi-hd", "bus": "vscsi.0", "scsi-id": 9, "serial": "HOTSCSI1"' xfs; }

# Grown while it is mounted: the device first, then the file system.
case_hot_virtio() {
  plug hot-virtio 256 '"driver": "virtio-blk-pci", "bus": "port1", "serial": "HOTVBLK1"' &&
    until_true 30 there HOTVBLK1 || return 1
  local node
  node=$(disk HOTVBLK1)
  use hot-virtio "$node" ext4 && probe_now plugged hot-virtio /m/hot-virtio || return 1
  host '{"execute": "block_resize", "arguments": {"node-name": "hot-virtio", "size": 1073741824}}' || return 1
  until_true 20 grep -qx 2097152 "/sys/class/block/${node##*/}/size" && resize2fs "$node" || return 1
  probe_now grown hot-virtio /m/hot-virtio
}

case_md_fail() {
  local first second
  first=$(event 0 1) second=$(event 1 1)
  mdadm -q --create /dev/md/pair --run -l1 -n2 -e1.2 --assume-clean "$first" "$second" || return 1
  use md-fail "$(readlink -f /dev/md/pair)" ext4 && probe_now whole md-fail /m/md-fail || return 1
  mdadm -q /dev/md/pair --fail "$second" && udevadm settle && probe_now degraded md-fail /m/md-fail
  mdadm -q /dev/md/pair --remove "$second" && udevadm settle && mdadm -q --zero-superblock "$second" || return 1
  echo 500 >/proc/sys/dev/raid/speed_limit_max # slow enough to be seen
  echo 500 >/proc/sys/dev/raid/speed_limit_min
  mdadm -q /dev/md/pair --add "$second" && probe_now resyncing md-fail /m/md-fail
  echo 2000000 >/proc/sys/dev/raid/speed_limit_max
  echo 2000000 >/proc/sys/dev/raid/speed_limit_min
  mdadm -q --wait /dev/md/pair
  probe_now restored md-fail /m/md-fail
}

# One of two disks is not there at the mount.
case_btrfs_missing() {
  mkfs.btrfs -q -f -K -d raid1 -m raid1 "$(event 0 2)" "$(event 1 2)" >/dev/null &&
    btrfs device scan --forget && wipefs -qa "$(event 1 2)" || return 1
  btrfs device scan --forget "$(event 1 2)" 2>/dev/null
  mkdir -p /m/btrfs-missing
  mount -o degraded "$(event 0 2)" /m/btrfs-missing && probe_now degraded btrfs-missing /m/btrfs-missing
}

# Percent of the pool's data blocks that are used, as device-mapper counts them.
used() { dmsetup status vgt-pool-tpool | awk '{ split($6, blocks, "/"); print int(100 * blocks[1] / blocks[2]) }'; }

# In one step nearly to the mark, for each program is dear here, then by small ones; 1 % is 2 MiB.
fill_to() {
  local now step
  while now=$(used) && [ "$now" -lt "$1" ]; do
    step=$(($1 > 100 || $1 - now < 4 ? 4 : 2 * ($1 - now) - 4))
    dd if=/dev/zero of="/m/thin-fill/$((written += 1))" bs=1M count="$step" conv=fsync status=none || return 1
  done
}

case_thin_fill() {
  vgcreate -qq vgt "$(event 2 1)" && lvcreate -y -qq -L 200M --errorwhenfull y -T vgt/pool &&
    lvcreate -y -qq -V 1G -T vgt/pool -n thin || return 1
  use thin-fill /dev/vgt/thin ext4 -E nodiscard || return 1
  mount -o remount,discard /m/thin-fill
  probe_now empty thin-fill /m/thin-fill
  local written=0
  fill_to 76 && probe_now filled75 thin-fill /m/thin-fill pool-fill vgt/pool
  fill_to 86 && probe_now filled85 thin-fill /m/thin-fill
  fill_to 96 && probe_now filled95 thin-fill /m/thin-fill
  fill_to 101 2>/dev/null && die "the pool took more than it has"
  probe_now full thin-fill /m/thin-fill pool-fill vgt/pool
  rm -f /m/thin-fill/[0-9]* && sync -f /m/thin-fill
  fstrim /m/thin-fill && sync -f /m/thin-fill
  # The kernel takes note within its second.
  until_true 20 eval 'dmsetup status vgt-pool-tpool | grep -q " rw "' && probe_now emptied thin-fill /m/thin-fill pool-fill vgt/pool
}

case_remount() {
  use remount "$(event 3 1)" ext4 && mount -o remount,ro /m/remount || return 1
  probe_now readonly remount /m/remount
  mount -o remount,rw /m/remount
  probe_now writable remount /m/remount
}

# table NAME TABLE: another one under a file system that stays mounted.
table() {
  dmsetup suspend --nolockfs --noflush "$1" && dmsetup load "$1" --table "$2" && dmsetup resume "$1"
}

# Every request fails for a while.
case_flakey() {
  local below size
  below=$(event 2 2)
  size=$(blockdev --getsz "$below")
  dmsetup create flakey --table "0 $size linear $below 0" || return 1
  use flakey /dev/mapper/flakey ext4 || return 1
  table flakey "0 $size flakey $below 0 0 3600" || return 1
  probe_now failing flakey /m/flakey
  table flakey "0 $size linear $below 0" || return 1
  umount /m/flakey && mount /dev/mapper/flakey /m/flakey || return 1
  probe_now mended flakey /m/flakey
}

# A SCSI disk that fails with medium errors, of the kernel's own.
case_scsi_errors() {
  modprobe scsi_debug dev_size_mb=400 lbpu=1 || return 1
  udevadm settle
  local block
  block=$(grep -l scsi_debug /sys/block/sd*/device/model | cut -d/ -f4)
  use scsi-errors "/dev/$block" ext4 || return 1
  local errors
  errors=$(echo /sys/kernel/debug/scsi_debug/*/error)
  echo "2 -1000 0x28 0 0 2 3 0x11 0x0" >"$errors" # READ(10): medium error, unrecovered read
  echo "2 -1000 0x2a 0 0 2 3 0x0c 0x0" >"$errors" # WRITE(10): medium error, write error
  probe_now failing scsi-errors /m/scsi-errors
  umount -l /m/scsi-errors
}

# One of two paths fails: slower, not worse.
case_path_loss() {
  modprobe -a dm-multipath dm-round-robin
  local size below
  below=$(event 3 2)
  size=$(blockdev --getsz "$below")
  dmsetup create way1 --table "0 $size linear $below 0" && dmsetup create way2 --table "0 $size linear $below 0" &&
    dmsetup create ways --uuid mpath-lab --table \
      "0 $size multipath 2 queue_mode bio 0 1 1 round-robin 0 2 1 /dev/mapper/way1 1 /dev/mapper/way2 1" || return 1
  use path-loss /dev/mapper/ways ext4 || return 1
  dmsetup message ways 0 "fail_path $(cat "/sys/class/block/$(basename "$(readlink -f /dev/mapper/way1)")/dev")" || return 1
  probe_now degraded path-loss /m/path-loss
  dmsetup message ways 0 "reinstate_path $(cat "/sys/class/block/$(basename "$(readlink -f /dev/mapper/way1)")/dev")"
  probe_now restored path-loss /m/path-loss
}

# Requests neither succeed nor fail: what waits for them cannot be killed. The others must be answered.
case_hang() {
  local below
  below=$(event 2 3)
  dmsetup create hanging --table "0 $(blockdev --getsz "$below") linear $below 0" || return 1
  use hang /dev/mapper/hanging ext4 && use beside "$(event 3 3)" ext4 || return 1
  dmsetup suspend --nolockfs --noflush hanging
  phase=hanging ask hang 90 probe /m/hang /m/beside -o json || die "the probe of a hanging device did not end"
  cp "$out/hanging/hang.rc" "$out/hanging/beside.rc"
  cp "$out/hanging/hang.err" "$out/hanging/beside.err"
  cp "$out/hanging/hang.json" "$out/hanging/beside.json"
  dmsetup resume hanging
  probe_now resumed hang /m/hang
}

# heard NAME PATTERN COMMAND...: how long after the command the watcher had an answer with that in it.
heard() {
  local name=$1 pattern=$2 before after line
  shift 2
  before=$(wc -l <"$out/changes")
  "$@" || { die "$*"; return 1; }
  after=$(uptime)
  mkdir -p "$out/heard"
  : >"$out/heard/$name.err"
  if until_true 30 eval 'tail -n "+$((before + 1))" "$out/changes" | grep -q "$pattern"'; then
    line=$(tail -n "+$((before + 1))" "$out/changes" | grep -m 1 "$pattern")
    awk -v line="$line" -v after="$after" \
      'BEGIN { split(line, w, " "); d = (w[1] - after) * 1000; print 0, int(d > 0 ? d : 0) }' >"$out/heard/$name.rc"
  else
    echo "the watcher did not say $pattern" >"$out/heard/$name.err"
    echo "1 30000" >"$out/heard/$name.rc"
  fi
}

# The answer follows a change by itself, as the agent publishes it.
case_watch() {
  mdadm -q --create /dev/md/seen --run -l1 -n2 -e1.2 --assume-clean "$(event 0 4)" "$(event 1 4)" || return 1
  plug watch-nvme 400 '"driver": "nvme", "bus": "port2", "serial": "HOTNVME2"' && until_true 30 there HOTNVME2 || return 1
  use watch-md "$(readlink -f /dev/md/seen)" ext4 && use watch-mount "$(event 3 4)" ext4 &&
    use watch-nvme "$(disk HOTNVME2)" ext4 || return 1
  : >"$out/changes"
  printf '%s\twatch\t/m/watch-md\t/m/watch-mount\t/m/watch-nvme\n' "$out/changes" >&8
  until_true 60 grep -q watching "$out/changes" || return 1
  sleep 2
  heard readonly '/watch-mount .*Ready=False,ReadOnly' mount -o remount,ro /m/watch-mount
  heard writable '/watch-mount .*Ready=True,Probed' mount -o remount,rw /m/watch-mount
  heard degraded '/watch-md .*Healthy=False,Degraded' mdadm -q /dev/md/seen --fail "$(event 1 4)"
  udevadm settle
  mdadm -q /dev/md/seen --remove "$(event 1 4)" && udevadm settle && mdadm -q --zero-superblock "$(event 1 4)"
  mdadm -q /dev/md/seen --add "$(event 1 4)" || return 1
  heard restored '/watch-md .*Healthy=True,NoFaults' mdadm -q --wait /dev/md/seen
  heard unplugged '/watch-nvme .*Ready=False,DeviceGone' unplug watch-nvme
  # Nothing is said when nothing happens.
  local before
  sleep 3
  before=$(wc -l <"$out/changes")
  sleep 5
  echo "$(($(wc -l <"$out/changes") - before)) 0" >"$out/heard/idle.rc"
  : >"$out/heard/idle.err"
}
