"""The file systems measured on: made in loop files for the purpose, mounted, and taken apart."""

import os
import shutil
import time
from pathlib import Path

from workload import MIB, SIZE, run

LOOP_BYTES = 1536 * MIB
MKFS = {
    "ext4": ["mkfs.ext4", "-q", "-F", "-b", "4096",
             "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0"],
    "xfs": ["mkfs.xfs", "-q", "-f", "-K", "-m", "reflink=1"],
    "xfs-noreflink": ["mkfs.xfs", "-q", "-f", "-K", "-m", "reflink=0"],
    "btrfs": ["mkfs.btrfs", "-q", "-f", "-K"],
}


class Refused(Exception):
    """The bench cannot run here; the message says why and what to do."""


def mount(stack, work, scratch, kind):
    """Makes and mounts a file system of this kind; `stack` takes it apart again."""
    point = Path(work, kind)
    point.mkdir()
    stack.callback(point.rmdir)
    if kind == "tmpfs":
        run("mount", "-t", "tmpfs", "-o", f"size={3 * SIZE},mode=0700", "tmpfs", point)
    else:
        backing = Path(scratch, f"{kind}.loop")
        stack.callback(lambda: backing.unlink(missing_ok=True))
        # Written, not only allocated: or the first write to a block would pay for the host's file.
        run("dd", "if=/dev/zero", f"of={backing}", "bs=8M", f"count={LOOP_BYTES // MIB // 8}",
            "oflag=direct", "conv=fsync", "status=none")
        loop = run("losetup", "--find", "--show", "--direct-io=on", backing).strip()
        stack.callback(lambda: run("losetup", "--detach", loop))
        run(*MKFS[kind], loop)
        run("mount", "-o", "noatime" + (",nodiscard" if kind == "btrfs" else ""), loop, point)
    stack.callback(unmount, point)
    return point


def unmount(point):
    for _ in range(20):
        try:
            return run("umount", point)
        except RuntimeError:
            time.sleep(0.25)
    return run("umount", "-l", point)


def check(scratch, kinds):
    """Refuses, in one sentence, where the bench cannot run."""
    if os.geteuid() != 0:
        raise Refused("must run as root: it makes loop devices and mounts them")
    loops = any(k != "tmpfs" for k in kinds)
    if loops and not os.path.exists("/dev/loop-control"):
        raise Refused("needs loop devices: /dev/loop-control is not there (modprobe loop)")
    tools = {"fio": "fio", "qemu-nbd": "qemu-utils", "qemu-img": "qemu-utils"}
    if loops:
        tools |= {"losetup": "mount", "dd": "coreutils"}
    for kind in kinds:
        if kind in MKFS:
            package = {"ext4": "e2fsprogs", "btrfs": "btrfs-progs"}.get(kind, "xfsprogs")
            tools[MKFS[kind][0]] = package
            if package == "xfsprogs":
                tools["xfs_io"] = package
    for tool, package in tools.items():
        if not shutil.which(tool):
            raise Refused(f"needs {tool}: install the package {package}")
    if "nbd" not in run("fio", "--enghelp").split():
        raise Refused("this fio has no nbd engine: it must be built with libnbd, as Debian's is")
    if not os.path.isdir(scratch):
        raise Refused(f"--scratch {scratch} is not a directory")
    need = sum(LOOP_BYTES for k in kinds if k != "tmpfs")
    if shutil.disk_usage(scratch).free < need + 512 * MIB:
        raise Refused(f"needs {need // MIB + 512} MiB free in {scratch}: use --scratch DIRECTORY")
