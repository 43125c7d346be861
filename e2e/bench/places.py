"""The file systems measured on: made in loop files for the purpose, mounted, and taken apart."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from workload import MIB, SIZE, run

ROOT = Path(__file__).resolve().parents[2]
EXT4 = ["mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0", "-b"]
XFS = ["mkfs.xfs", "-q", "-f", "-K", "-m"]
BTRFS = ["mkfs.btrfs", "-q", "-f", "-K"]

# name: (how it is made, how it is mounted, bytes). A small btrfs spends its time in making room.
KINDS = {
    "ext4": ([*EXT4, "4096"], "noatime", 1536 * MIB),
    "ext4-1024": ([*EXT4, "1024"], "noatime", 1536 * MIB),
    "xfs": ([*XFS, "reflink=1"], "noatime", 1536 * MIB),
    "xfs-noreflink": ([*XFS, "reflink=0"], "noatime", 1536 * MIB),
    "btrfs": (BTRFS, "noatime,nodiscard", 3072 * MIB),
    "btrfs-nodatacow": (BTRFS, "noatime,nodiscard,nodatacow", 3072 * MIB),
    "btrfs-compress": (BTRFS, "noatime,nodiscard,compress=zstd", 3072 * MIB),
    "tmpfs": (None, f"size={3 * SIZE},mode=0700", 3 * SIZE),
}


class Refused(Exception):
    """The bench cannot run here; the message says why and what to do."""


def mount(stack, work, scratch, kind):
    """Makes and mounts a file system of this kind; `stack` takes it apart again."""
    mkfs, options, size = KINDS[kind]
    point = Path(work, kind)
    point.mkdir()
    stack.callback(point.rmdir)
    if mkfs is None:
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", point)
    else:
        backing = Path(scratch, f"{kind}.loop")
        stack.callback(lambda: backing.unlink(missing_ok=True))
        # Written, not only allocated: or the first write to a block would pay for the host's file.
        run("dd", "if=/dev/zero", f"of={backing}", "bs=8M", f"count={size // MIB // 8}",
            "oflag=direct", "conv=fsync", "status=none")
        loop = run("losetup", "--find", "--show", "--direct-io=on", backing).strip()
        stack.callback(lambda: run("losetup", "--detach", loop))
        run(*mkfs, loop)
        run("mount", "-o", options, loop, point)
    stack.callback(unmount, point)
    return point


def unmount(point):
    for _ in range(20):
        try:
            return run("umount", point)
        except RuntimeError:
            time.sleep(0.25)
    return run("umount", "-l", point)


def probe(place):
    """The StorageDevice that `diskwright probe` makes of a place."""
    program = ROOT / "node-probe/bin/diskwright"
    done = subprocess.run([program, "probe", place, "-o", "json"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    return found["items"][0] if found["kind"] == "List" else found


def traits(device):
    """What the planner goes by, of a probed StorageDevice: as Traits.java reads it."""
    status = device["status"]
    has = {c["name"]: c.get("value") or "" for c in status["capabilities"] if c["state"] == "Present"}
    yes = lambda holds: "yes" if holds else "no"
    medium = {"HardDisk": "Rotating", "NetworkFilesystem": "Network",
              "Memory": "Other" if "ExtentMapping" in has else "Memory"}
    return {
        "inPlace": yes(has.get("OverwriteInPlace", "nocow") != "nocow"),
        "clones": yes("Cloning" in has),
        "checksums": yes("Checksumming" in has),
        "compresses": yes("Compression" in has),
        "hints": yes(status["properties"]["filesystem"] == "xfs"),
        "blockSize": status["properties"].get("blockSize", "4096"),
        "medium": medium.get(status["kind"], "Other"),
    }


def check(scratch, kinds):
    """Refuses, in one sentence, where the bench cannot run."""
    if os.geteuid() != 0:
        raise Refused("must run as root: it makes loop devices and mounts them")
    made = [KINDS[kind] for kind in kinds if KINDS[kind][0]]
    if made and not os.path.exists("/dev/loop-control"):
        raise Refused("needs loop devices: /dev/loop-control is not there (modprobe loop)")
    tools = {"fio": "fio", "qemu-nbd": "qemu-utils", "qemu-img": "qemu-utils"}
    if made:
        tools |= {"losetup": "mount", "dd": "coreutils"}
    packages = {"mkfs.ext4": "e2fsprogs", "mkfs.xfs": "xfsprogs", "mkfs.btrfs": "btrfs-progs"}
    for mkfs, _, _ in made:
        tools[mkfs[0]] = packages[mkfs[0]]
        if mkfs[0] == "mkfs.xfs":
            tools["xfs_io"] = "xfsprogs"
    for tool, package in tools.items():
        if not shutil.which(tool):
            raise Refused(f"needs {tool}: install the package {package}")
    if "nbd" not in run("fio", "--enghelp").split():
        raise Refused("this fio has no nbd engine: it must be built with libnbd, as Debian's is")
    if not os.path.isdir(scratch):
        raise Refused(f"--scratch {scratch} is not a directory")
    need = max((size for _, _, size in made), default=0)
    if shutil.disk_usage(scratch).free < need + 512 * MIB:
        raise Refused(f"needs {need // MIB + 512} MiB free in {scratch}: use --scratch DIRECTORY")
