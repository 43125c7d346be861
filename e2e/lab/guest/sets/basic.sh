# One of each kind of disk, with a file system on it. Sourced by main.

cases="nvme-512 nvme-4kn nvme-shared nvme-through sata-hdd sata-ssd sata-through sata-failing usb-stick usb-uas
  virtio-blk virtio-through virtio-lun sas-15k mmc scsi-debug rights"

case_nvme_512() { on nvme-512 "$(disk LABNVME1)" ext4; }
case_nvme_4kn() { on nvme-4kn "$(disk LABNVME2)" xfs; }
case_nvme_shared() { on nvme-shared "$(disk LABNVME3)" ext4; }
case_nvme_through() { on nvme-through "$(disk LABNVME5)" ext4; }

case_sata_hdd() {
  make_parts LABHDD1 400M + || return
  on sata-hdd "$(part LABHDD1 1)" xfs
}

case_sata_ssd() { on sata-ssd "$(disk LABSSD1)" ext4; }
case_sata_through() { on sata-through "$(disk LABSSD2)" ext4; }

# The sector that cannot be read is behind the partition.
case_sata_failing() {
  make_parts LABBAD1 600M || return
  on sata-failing "$(part LABBAD1 1)" ext4
}

case_usb_stick() { on usb-stick "$(disk LABUSB1)" ext4; }
case_usb_uas() { on usb-uas "$(disk LABUAS1)" ext4; }
case_virtio_blk() { on virtio-blk "$(disk LABVBLK1)" ext4; }
case_virtio_through() { on virtio-through "$(disk LABVBLK2)" ext4; }
case_virtio_lun() { on virtio-lun "$(disk LABLUN1)" xfs; }
case_sas_15k() { on sas-15k "$(disk LABSAS1)" ext4; }
case_mmc() { on mmc /dev/mmcblk0 ext4; }

case_scsi_debug() {
  modprobe scsi_debug dev_size_mb=512 lbpu=1 lbpws=1 lbpws10=1 lbprz=1 unmap_granularity=8 physblk_exp=3 atomic_wr=1
  udevadm settle
  local block
  block=$(grep -l scsi_debug /sys/block/sd*/device/model | cut -d/ -f4)
  on scsi-debug "/dev/$block" xfs
}

# The same disks, asked without the device tier.
case_rights() { bare rights nvme-512 /m/nvme-512 sata-ssd /m/sata-ssd sas-15k /m/sas-15k; }
