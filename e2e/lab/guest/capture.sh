# Raw answers of the devices, for tests of parsers: e2e/lab/run --capture. Sourced by main.

capture() {
  local to=$out/captures block node number
  mkdir -p "$to"
  for node in /dev/nvme[0-9] /dev/nvme[0-9][0-9]; do
    [ -c "$node" ] && nvme id-ctrl -b "$node" >"$to/${node##*/}.id-ctrl"
  done
  for block in /sys/block/nvme*n*; do
    [ -b "/dev/${block##*/}" ] && nvme id-ns -b "/dev/${block##*/}" >"$to/${block##*/}.id-ns"
  done
  for block in /sys/block/sd*; do
    node=/dev/${block##*/}
    number=$(cat "$block/device/model" | tr -s ' ' _)${block##*/}
    sg_inq --raw "$node" >"$to/$number.inquiry"
    for page in 00 80 83 89 b0 b1 b2; do
      sg_vpd --raw --page="0x$page" "$node" >"$to/$number.vpd-$page" 2>/dev/null || rm -f "$to/$number.vpd-$page"
    done
    sg_readcap --long --raw "$node" >"$to/$number.readcap16" 2>/dev/null
    sg_modes --raw --page=8 "$node" >"$to/$number.mode-08" 2>/dev/null
  done
  if [ -n "$(dmsetup ls 2>/dev/null | grep -v '^No devices')" ]; then
    dmsetup table >"$to/dm.table"
    dmsetup status >"$to/dm.status"
    dmsetup info -c >"$to/dm.info"
  fi
  cp /proc/mdstat "$to/mdstat" 2>/dev/null
  vgs >/dev/null 2>&1 && lvm fullreport --all --units b --reportformat json >"$to/lvm.fullreport.json" 2>/dev/null
  cat /proc/self/mountinfo >"$to/mountinfo"
}
