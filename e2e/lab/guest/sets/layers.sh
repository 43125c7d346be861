# What is built on disks. Sourced by main. Partition N of the disks LABLAY0…5 belongs to one case,
# so that each case can run alone.

cases="disks md-raid1 md-raid5 md-raid10 lvm-thick lvm-raid1 lvm-thin dm-crypt crypt-on-lv dm-integrity dm-vdo dm-cache
  dm-multipath xfs-plain ext4-options btrfs-single btrfs-raid1 btrfs-nodatacow btrfs-compress zram tmpfs overlay loop rights"

# Not a case of its own: runs always, since the others need its partitions.
case_disks() {
  modprobe -qa raid1 raid456 raid10 dm-thin-pool dm-raid dm-crypt dm-integrity xfs btrfs
  local number
  for number in 0 1 2 3 4 5; do
    write_parts "LABLAY$number" 320M 320M 320M 800M 400M 400M 96M &
  done
  wait $(jobs -p | tail -n 6)
  udevadm settle
}

layer() { part "LABLAY$1" "$2"; }

case_md_raid1() {
  mdadm -q --create /dev/md/one --run -l1 -n2 -e1.2 --assume-clean "$(layer 0 1)" "$(layer 1 1)" || return
  on md-raid1 "$(readlink -f /dev/md/one)" ext4
}

case_md_raid5() {
  mdadm -q --create /dev/md/five --run -l5 -n3 --assume-clean "$(layer 0 2)" "$(layer 1 2)" "$(layer 2 2)" || return
  on md-raid5 "$(readlink -f /dev/md/five)" xfs
}

case_md_raid10() {
  mdadm -q --create /dev/md/ten --run -l10 -n4 --assume-clean \
    "$(layer 0 3)" "$(layer 1 3)" "$(layer 2 3)" "$(layer 3 3)" || return
  on md-raid10 "$(readlink -f /dev/md/ten)" ext4
}

# One volume group for the LVM cases, made by whichever comes first.
group() {
  [ -d /dev/vg0 ] || vgs vg0 >/dev/null 2>&1 || vgcreate -qq vg0 "$(layer 0 4)" "$(layer 1 4)"
}

case_lvm_thick() {
  group && lvcreate -y -qq -L 200M -n thick vg0 || return
  on lvm-thick /dev/vg0/thick ext4
  target lvm-group vg0
}

case_lvm_raid1() {
  group && lvcreate -y -qq --type raid1 -m1 -L 200M --nosync -n mirror vg0 || return
  on lvm-raid1 /dev/vg0/mirror ext4
}

case_lvm_thin() {
  group && lvcreate -y -qq -L 320M --errorwhenfull y -T vg0/pool && lvcreate -y -qq -V 1G -T vg0/pool -n thin || return
  on lvm-thin /dev/vg0/thin xfs
  target lvm-pool vg0/pool
}

case_dm_crypt() {
  echo -n secret | cryptsetup luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 -q "$(layer 2 4)" - &&
    echo -n secret | cryptsetup open --allow-discards "$(layer 2 4)" secret -d - || return
  on dm-crypt /dev/mapper/secret ext4
}

# A volume group on an encrypted disk.
case_crypt_on_lv() {
  echo -n secret | cryptsetup luksFormat --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 -q "$(layer 5 4)" - &&
    echo -n secret | cryptsetup open "$(layer 5 4)" below -d - &&
    vgcreate -qq vgcrypt /dev/mapper/below && lvcreate -y -qq -L 200M -n data vgcrypt || return
  on crypt-on-lv /dev/vgcrypt/data ext4
  target crypt-group vgcrypt
}

case_dm_integrity() {
  # Small, since all of it is written once: what was never written cannot be read.
  integritysetup format -q --batch-mode "$(layer 3 7)" && integritysetup open "$(layer 3 7)" checked || return
  on dm-integrity /dev/mapper/checked ext4
}

case_dm_vdo() {
  modprobe dm-vdo
  vgcreate -qq vgvdo "$(disk LABVDO)" && lvcreate -y -qq --type vdo -n saved -L 6G -V 8G vgvdo/vpool || return
  on dm-vdo /dev/vgvdo/saved ext4
}

# dm-cache without LVM's detour: metadata, fast and slow device.
case_dm_cache() {
  modprobe dm-cache-smq
  local fast slow metadata
  metadata=$(layer 4 1) fast=$(layer 4 2) slow=$(layer 4 4)
  dd if=/dev/zero of="$metadata" bs=4k count=1 conv=fsync status=none
  dmsetup create cached --table \
    "0 $(blockdev --getsz "$slow") cache $metadata $fast $slow 512 1 writethrough smq 0" || return
  on dm-cache /dev/mapper/cached ext4
}

# Both paths by hand, as multipathd would.
case_dm_multipath() {
  modprobe dm-multipath dm-round-robin
  modprobe dm-round-robin
  local paths=() block
  for block in /sys/block/sd*; do
    grep -aq LABPATHS "$block/device/vpd_pg80" && paths+=("$(cat "$block/dev")")
  done
  [ ${#paths[@]} = 2 ] || { die "${#paths[@]} paths to LABPATHS"; return 1; }
  dmsetup create mpatha --uuid mpath-35000c500f0000001 --table \
    "0 1048576 multipath 0 0 1 1 round-robin 0 2 1 ${paths[0]} 1 ${paths[1]} 1" || return
  on dm-multipath /dev/mapper/mpatha ext4
}

case_xfs_plain() { on xfs-plain "$(layer 4 5)" xfs -m reflink=0; }

case_ext4_options() {
  on ext4-options "$(layer 5 5)" ext4 -o prjquota -E nodiscard,lazy_itable_init=1 -O project,quota -b 1024
}

case_btrfs_single() { on btrfs-single "$(layer 0 5)" btrfs -d single -m single; }

case_btrfs_raid1() {
  mkfs.btrfs -q -f -K -d raid1 -m raid1 "$(layer 1 5)" "$(layer 2 5)" || return
  mkdir -p /m/btrfs-raid1
  mount "$(layer 1 5)" /m/btrfs-raid1 || return
  target btrfs-raid1 /m/btrfs-raid1
}

case_btrfs_nodatacow() { on btrfs-nodatacow "$(layer 3 5)" btrfs -o nodatacow; }
case_btrfs_compress() { on btrfs-compress "$(layer 0 6)" btrfs -o compress=zstd --csum xxhash; }

case_zram() {
  modprobe zram num_devices=1 || return
  echo 400M >/sys/block/zram0/disksize
  on zram /dev/zram0 ext4
}

case_tmpfs() {
  mkdir -p /m/tmpfs
  mount -t tmpfs -o size=256m tmpfs /m/tmpfs && target tmpfs /m/tmpfs
}

# Over a file system of its own, since what an overlay can depends on it.
case_overlay() {
  modprobe overlay
  mkdir -p /m/overlay-below /m/overlay
  mkfs.ext4 -q -F -E nodiscard "$(layer 1 6)" && mount "$(layer 1 6)" /m/overlay-below || return
  mkdir /m/overlay-below/{lower,upper,work}
  mount -t overlay -o lowerdir=/m/overlay-below/lower,upperdir=/m/overlay-below/upper,workdir=/m/overlay-below/work \
    overlay /m/overlay || return
  target overlay /m/overlay
}

# A file on a file system on a disk, used as a disk.
case_loop() {
  mkdir -p /m/loop-below
  mkfs.ext4 -q -F -E nodiscard "$(layer 2 6)" && mount "$(layer 2 6)" /m/loop-below || return
  truncate -s 350M /m/loop-below/disk.img
  on loop "$(losetup -f --show /m/loop-below/disk.img)" xfs
}

# Device-mapper and volume groups, asked without the device tier.
case_rights() { bare rights lvm-thin /m/lvm-thin dm-crypt /m/dm-crypt lvm-pool vg0/pool; }
