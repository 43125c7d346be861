"""The devices of each set, as QEMU's arguments. What is said here is what the truth files rest on."""

import json

MEBI = 1 << 20


class Devices:
    """Collects arguments; the files behind the disks are sparse, in `directory`."""

    def __init__(self, directory):
        self.directory = directory
        self.arguments = []

    def add(self, *devices):
        for device in devices:
            self.arguments += ["-device", device]

    def file(self, name, mebibytes):
        path = f"{self.directory}/{name}.img"
        with open(path, "wb") as image:
            image.truncate(mebibytes * MEBI)
        return path

    def drive(self, name, mebibytes, more=""):
        """A backend called `name`; it keeps nothing when the host dies, which is why it is fast."""
        path = self.file(name, mebibytes)
        self.arguments += [
            "-drive",
            f"if=none,id={name},file={path},format=raw,discard=unmap,cache=unsafe{more}",
        ]
        return name

    def blockdev(self, **options):
        self.arguments += ["-blockdev", json.dumps(options)]


def basic(all_):
    """One of each kind of disk, as on the shelves."""
    hdd = "rotation_rate=7200,model=LAB HDD 7200"
    all_.add("ich9-ahci,id=ahci", "qemu-xhci,id=xhci,p2=8,p3=8", "virtio-scsi-pci,id=vscsi")
    all_.add("nvme,id=nvme1,serial=LABNVME1", "nvme,id=nvme2,serial=LABNVME2")
    all_.drive("n512", 1024)
    all_.add("nvme-ns,drive=n512,bus=nvme1,nsid=1,eui64=0x5254000000000001")
    all_.drive("n4k", 1024)
    all_.add("nvme-ns,drive=n4k,bus=nvme2,nsid=1,logical_block_size=4096,physical_block_size=4096,uuid=11111111-2222-3333-4444-555555555555")
    # Two controllers of one subsystem share a namespace: the kernel's own multipath.
    all_.add("nvme-subsys,id=subsystem,nqn=lab-shared")
    all_.add("nvme,id=nvme3,serial=LABNVME3,subsys=subsystem", "nvme,id=nvme4,serial=LABNVME3,subsys=subsystem")
    all_.drive("nshared", 1024)
    all_.add("nvme-ns,drive=nshared,bus=nvme3,nsid=1,shared=on,eui64=0x5254000000000003")
    all_.add("nvme,id=nvme5,serial=LABNVME5")
    all_.drive("nthrough", 1024)
    all_.add("nvme-ns,drive=nthrough,bus=nvme5,nsid=1,write-cache=off,eui64=0x5254000000000005")
    all_.drive("hdd", 1024, ",throttling.iops-total=240,throttling.bps-total=150000000")
    all_.add(f"ide-hd,bus=ahci.0,drive=hdd,{hdd},serial=LABHDD1,wwn=0x5000c500a0000001")
    all_.drive("ssd", 1024)
    all_.add("ide-hd,bus=ahci.1,drive=ssd,rotation_rate=1,model=LAB SSD,serial=LABSSD1,wwn=0x5000c500a0000002")
    all_.drive("through", 1024)
    all_.add("ide-hd,bus=ahci.2,drive=through,rotation_rate=1,write-cache=off,model=LAB SSD,serial=LABSSD2,wwn=0x5000c500a0000003")
    # A disk with one sector that cannot be read, at 800 MiB.
    bad = all_.file("bad", 1024)
    all_.blockdev(**{
        "driver": "blkdebug", "node-name": "bad", "image": {"driver": "file", "filename": bad},
        "inject-error": [{"event": "none", "iotype": "read", "errno": 5, "sector": 800 * MEBI // 512}],
    })
    all_.add("ide-hd,bus=ahci.3,drive=bad,rotation_rate=5400,model=LAB FAILING,serial=LABBAD1,wwn=0x5000c500a0000004,rerror=report,werror=report")
    all_.drive("stick", 1024)
    all_.add("usb-storage,bus=xhci.0,drive=stick,removable=on,serial=LABUSB1")
    all_.drive("uas", 1024)
    all_.add("usb-uas,bus=xhci.0,id=uas,serial=LABUAS1", "scsi-hd,bus=uas.0,drive=uas,rotation_rate=1,serial=LABUAS1")
    all_.drive("vblk", 1024)
    all_.add("virtio-blk-pci,drive=vblk,serial=LABVBLK1")
    all_.drive("vthrough", 1024)
    all_.add("virtio-blk-pci,drive=vthrough,serial=LABVBLK2,write-cache=off")
    all_.drive("lun", 1024)
    all_.add("scsi-hd,bus=vscsi.0,scsi-id=1,drive=lun,rotation_rate=1,discard_granularity=65536,vendor=LAB,product=THIN-LUN,serial=LABLUN1,wwn=0x5000c500b0000001")
    all_.drive("sas", 1024)
    all_.add("mptsas1068,id=sas,sas_address=0x5000c500d0000000")
    all_.add("scsi-hd,bus=sas.0,scsi-id=0,drive=sas,rotation_rate=15000,vendor=LAB,product=SAS-15K,serial=LABSAS1,wwn=0x5000c500c0000001")
    all_.drive("card", 512)
    all_.add("sdhci-pci", "sd-card,drive=card")


def layers(all_):
    """Six equal disks to build on, a larger one for dm-vdo, and one LUN reached by two paths."""
    all_.add("virtio-scsi-pci,id=vscsi")
    for number in range(6):
        all_.drive(f"d{number}", 4096)
        all_.add(
            f"scsi-hd,bus=vscsi.0,scsi-id={number},drive=d{number},rotation_rate=1,"
            f"serial=LABLAY{number},wwn=0x5000c500e000000{number}"
        )
    all_.drive("vdo", 8192)
    all_.add("virtio-blk-pci,drive=vdo,serial=LABVDO")
    lun = all_.file("lun", 512)
    all_.blockdev(driver="raw", **{"node-name": "lun", "discard": "unmap", "file": {"driver": "file", "filename": lun, "locking": "off"}})
    for path in (10, 11):
        all_.add(f"scsi-hd,bus=vscsi.0,scsi-id={path},drive=lun,share-rw=on,serial=LABPATHS,wwn=0x5000c500f0000001")


def network(all_):
    """A disk for the server that the guest is to itself."""
    all_.drive("server", 2048)
    all_.add("virtio-blk-pci,drive=server,serial=LABSERVER")


def events(all_):
    """Disks to build on, and empty ports and buses to plug into."""
    for port in range(4):
        all_.add(f"pcie-root-port,id=port{port},chassis={port + 1},slot={port + 1}")
    all_.add("qemu-xhci,id=xhci,p2=8,p3=8", "virtio-scsi-pci,id=vscsi")
    for number in range(4):
        all_.drive(f"d{number}", 2048)
        all_.add(
            f"scsi-hd,bus=vscsi.0,scsi-id={number},drive=d{number},rotation_rate=1,"
            f"serial=LABEVT{number},wwn=0x5000c500e000001{number}"
        )


def costs(all_):
    """Disks that are as slow as real ones, to measure on: QEMU holds them back."""
    hold = ",throttling.iops-total={},throttling.bps-total={}"
    all_.add("ich9-ahci,id=ahci")
    all_.drive("server", 3072)
    all_.add("virtio-blk-pci,drive=server,serial=LABSERVER")
    all_.drive("group", 6144)
    all_.add("virtio-blk-pci,drive=group,serial=LABGROUP")
    all_.drive("hdd", 3072, hold.format(240, 150_000_000))
    all_.add("ide-hd,bus=ahci.0,drive=hdd,rotation_rate=7200,model=LAB HDD 7200,serial=LABHDD1")
    all_.drive("ssd", 3072, hold.format(20_000, 500_000_000))
    all_.add("ide-hd,bus=ahci.1,drive=ssd,rotation_rate=1,model=LAB SSD,serial=LABSSD1")


def volumes(all_):
    """Two equal disks for a volume group."""
    all_.add("virtio-scsi-pci,id=vscsi")
    for number in range(2):
        all_.drive(f"d{number}", 2048)
        all_.add(
            f"scsi-hd,bus=vscsi.0,scsi-id={number},drive=d{number},rotation_rate=1,"
            f"serial=LABVOL{number},wwn=0x5000c500e000002{number}"
        )


SETS = {"basic": basic, "layers": layers, "network": network, "events": events, "costs": costs, "volumes": volumes}
