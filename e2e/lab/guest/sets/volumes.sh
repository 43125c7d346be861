# Images as logical volumes: what the command line makes of them, and what lvs, dmsetup, blockdev and
# the disks themselves say. Sourced by main.

. "$here/images.sh"
rights=() # of root

cases="disks thick raid1 thin room busy drift foreign clean clean-thin killed"

# Runs always: the others need its group, with a thin pool on the first half of both disks.
case_disks() {
  modprobe -qa raid1 dm-raid dm-thin-pool
  vgcreate -qq vg1 "$(disk LABVOL0)" "$(disk LABVOL1)" && lvcreate -y -qq -L 400M -T vg1/pool0
}

ours() { lvs --noheadings -o lv_name vg1 | grep -c ' dw-'; }

case_thick() {
  image thick 100000001 "tradeoffs: {redundancy: 0}"
  made thick vg1 thick-made && looked thick-looked "$(path_of thick-made)" || return
  made thick vg1 thick-again && ask thick-verified 60 verify thick --target vg1 -o json &&
    ask thick-got 60 get --target vg1 -o json || return
  ask thick-grown 120 resize thick 200Mi --target vg1 -o json && looked thick-grown-looked "$(path_of thick-grown)" || return
  ask thick-deleted 120 delete thick --target vg1 && saw thick-gone count="$(ours)" \
    remembered="$(find /var/lib/diskwright/volume-groups -name '*.json' | wc -l)"
}

in_sync() { [ "$(lv "$1" copy_percent)" = 100.00 ]; }

case_raid1() {
  image twice 100Mi "tradeoffs: {redundancy: 100}"
  made twice vg1 raid1-made && looked raid1-looked "$(path_of raid1-made)" || return
  ask raid1-grown 240 resize twice 160Mi --target vg1 -o json && looked raid1-grown-looked "$(path_of raid1-grown)" || return
  until_true 120 in_sync "$(path_of raid1-made)"
  ask raid1-verified 60 verify twice --target vg1 -o json && ask raid1-deleted 120 delete twice --target vg1
}

case_thin() {
  image thin 256Mi # the pool has 400 MiB and keeps a tenth free
  made thin vg1/pool0 thin-made && looked thin-looked "$(path_of thin-made)" || return
  dd if=/dev/urandom of="$(path_of thin-made)" bs=1M count=64 conv=fsync status=none || return
  ask thin-verified 60 verify thin --target vg1/pool0 -o json && ask thin-elsewhere 60 get thin --target vg1 -o json || return
  ask thin-grown 120 resize thin 320Mi --target vg1/pool0 -o json && looked thin-grown-looked "$(path_of thin-grown)" || return
  ask thin-deleted 120 delete thin --target vg1/pool0 &&
    saw thin-gone count="$(ours)" data="$(lv vg1/pool0 data_percent)"
}

case_room() {
  image large 8Gi "tradeoffs: {redundancy: 0}"
  made large vg1 room-thick
  image wide 2Gi "requires: [Redundancy]"
  made wide vg1 room-raid1
  image other 100Mi "formats: [qcow2]"
  made other vg1 room-qcow2
  ask room-nowhere 60 get --target no-such-group -o json
  saw room-left count="$(ours)"
}

case_busy() {
  local device
  image busy 40Mi "tradeoffs: {redundancy: 0}"
  made busy vg1 busy-made || return
  device=$(path_of busy-made)
  exec 7<"$device"
  ask busy-deleted 60 delete busy --target vg1
  ask busy-grown 60 resize busy 80Mi --target vg1
  exec 7<&-
  looked busy-looked "$device"
  ask busy-released 120 delete busy --target vg1
}

case_drift() {
  local device
  image drift 40Mi "tradeoffs: {redundancy: 0}"
  made drift vg1 drift-made || return
  device=$(path_of drift-made)
  lvextend -qq -L 80M "$device" && ask drift-larger 60 verify drift --target vg1 -o json || return
  lvchange -qq --deltag "$(lv "$device" lv_tags)" "$device" && ask drift-untagged 60 verify drift --target vg1 -o json || return
  ask drift-kept 60 delete drift --target vg1
  saw drift-there count="$(ours)"
  lvremove -y -qq "$device" && ask drift-missing 60 verify drift --target vg1 -o json && ask drift-deleted 60 delete drift --target vg1
}

# A volume of somebody else has the name.
case_foreign() {
  local device
  image foreign 40Mi "tradeoffs: {redundancy: 0}"
  made foreign vg1 foreign-first || return
  device=$(path_of foreign-first)
  ask foreign-first-deleted 60 delete foreign --target vg1 && lvcreate -y -qq -L 8M -n "${device##*/}" vg1 || return
  made foreign vg1 foreign-made
  saw foreign-looked size="$(lv "$device" lv_size)" count="$(ours)"
  lvremove -y -qq "$device"
}

# cleaned NAME SECURITY: how often a secret is on the disk after its image was deleted.
cleaned() {
  local device extent disk found
  image "$1" 40Mi "tradeoffs: {redundancy: 0, security: $2}"
  made "$1" vg1 "$1-made" || return
  device=$(path_of "$1-made")
  for number in 1 5 9; do
    echo "a secret of $1" | dd of="$device" bs=1M seek="$number" conv=fsync status=none
  done
  extent=$(lvs --noheadings -o seg_pe_ranges "vg1/${device##*/}" | tr -d ' ')
  disk=${extent%%:*} extent=${extent#*:} extent=${extent%-*}
  ask "$1-deleted" 120 delete "$1" --target vg1 || return
  echo 1 >/proc/sys/vm/drop_caches
  found=$(dd if="$disk" bs=1M skip=$((1 + extent * 4)) count=40 iflag=direct status=none | grep -ac "a secret of $1")
  saw "$1-read" found="$found"
}

case_clean() { cleaned kept Off && cleaned scrubbed Low; }

case_clean_thin() {
  local device
  image pooled 300Mi "tradeoffs: {security: Low}"
  made pooled vg1/pool0 pooled-made || return
  device=$(path_of pooled-made)
  echo "a secret of pooled" | dd of="$device" bs=1M seek=5 conv=fsync status=none
  saw pooled-before found="$(grep -ac "a secret of pooled" /dev/mapper/vg1-pool0_tdata)"
  ask pooled-deleted 240 delete pooled --target vg1/pool0 || return
  echo 1 >/proc/sys/vm/drop_caches
  saw pooled-read found="$(dd if=/dev/mapper/vg1-pool0_tdata bs=1M iflag=direct status=none | grep -ac "a secret of pooled")" \
    data="$(lv vg1/pool0 data_percent)"
}

# The command line is killed while lvm makes a volume; the next run removes what is left, and finishes.
case_killed() {
  local java
  image killed 100Mi "tradeoffs: {redundancy: 100}"
  setsid /lab/in/java/bin/java @/lab/in/java.options io.diskwright.cli.Main apply -f /run/killed.yaml --target vg1 >/run/killed.log 2>&1 &
  java=$!
  until_true 180 sh -c 'lvs --noheadings -o lv_name vg1 | grep -q making' || return
  kill -9 "$java"
  wait "$java" 2>/dev/null
  until_true 120 sh -c '! pgrep -x lvm'
  saw killed-left count="$(ours)"
  made killed vg1 killed-made && looked killed-looked "$(path_of killed-made)" && saw killed-count count="$(ours)"
  ask killed-deleted 120 delete killed --target vg1
}
