# What images cost where this host has no such place: served, held back, on logical volumes. Sourced by main.
# Each is measured by the product's own `calibrate`, one after another, so that none disturbs another.

cases="server nfs42 nfs3 hdd ssd lvm-thick lvm-thin"
seconds=150

. "$here/sets/nfs.sh"

case_server() {
  mkdir -p /srv/share
  mkfs.xfs -q -f -K "$(disk LABSERVER)" && mount "$(disk LABSERVER)" /srv/share && mkdir /srv/share/{nfs42,nfs3}
}

calibrated() { ask "$1.calibrate" $((seconds * 3)) calibrate "/m/$1" --time $seconds -o json; }

case_nfs42() { nfs nfs42 vers=4.2 && calibrated nfs42; }
case_nfs3() { nfs nfs3 vers=3,nolock && calibrated nfs3; }
case_hdd() { on hdd "$(disk LABHDD1)" xfs && calibrated hdd; }
case_ssd() { on ssd "$(disk LABSSD1)" ext4 && calibrated ssd; }

group() { vgs vg0 >/dev/null 2>&1 || vgcreate -qq vg0 "$(disk LABGROUP)"; }

case_lvm_thick() {
  group && lvcreate -y -qq -L 2G -n thick vg0 && on lvm-thick /dev/vg0/thick ext4 && calibrated lvm-thick
}

case_lvm_thin() {
  group && lvcreate -y -qq -L 2G -T vg0/pool && lvcreate -y -qq -V 3G -T vg0/pool -n thin &&
    on lvm-thin /dev/vg0/thin ext4 && calibrated lvm-thin
}
