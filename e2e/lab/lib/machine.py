"""One run of the guest: starts QEMU, serves what the guest asks of the host, waits for the end."""

import glob
import json
import os
import socket
import subprocess
import time

from devices import MEBI, SETS, Devices

POLL = 0.05
KERNEL = (
    "console=ttyS0 loglevel=4 nokaslr mitigations=off random.trust_cpu=on tsc=reliable no_timer_check "
    "cryptomgr.notests audit=0 apparmor=0 selinux=0 panic=-1 net.ifnames=0 raid=noautodetect nvme_core.multipath=Y"
)


# One processor each: QEMU emulates several at a third more cost, and the sets fill the host's as it is.
class Machine:
    """`work` has in/ (what the guest sees) and gets out/ (what it leaves), disks and logs."""

    def __init__(self, image, work, set_, cases="*", shell=False, capture=False):
        self.work = work
        self.out = f"{work}/out"
        self.shell = shell
        self.marks = {}
        self.served = set()
        self.monitor = None
        os.makedirs(self.out, exist_ok=True)
        devices = Devices(work)
        SETS[set_](devices)
        append = f"{KERNEL} lab.set={set_} lab.cases={cases}" + (" lab.shell" if shell else "") + (" lab.capture" if capture else "")
        self.command = [
            "qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi,tb-size=512",
            "-cpu", "max", "-smp", "1", "-m", "2048", "-nodefaults", "-no-user-config",
            "-display", "none", "-no-reboot",
            "-kernel", f"{image}/vmlinux", "-initrd", f"{image}/initrd", "-append", append,
            "-serial", "mon:stdio" if shell else f"file:{work}/console",
            "-qmp", f"unix:{work}/qmp,server=on,wait=off",
            "-device", "virtio-rng-pci",
            "-virtfs", f"local,path={work}/in,mount_tag=in,security_model=none,readonly=on,id=in,multidevs=remap",
            "-virtfs", f"local,path={self.out},mount_tag=out,security_model=none,id=out",
            "-drive", f"if=none,id=root,file={image}/root.ext4,format=raw,snapshot=on,cache=unsafe",
            "-device", "virtio-blk-pci,drive=root,serial=root",
        ] + devices.arguments

    def run(self, limit):
        """Runs to the end or `limit` seconds; returns the guest's exit code, or None when it gave none."""
        start = time.monotonic()
        with open(f"{self.work}/qemu.log", "w", encoding="utf-8") as log:
            stdin = None if self.shell else subprocess.DEVNULL
            qemu = subprocess.Popen(self.command, stdin=stdin, stderr=log)
        try:
            while qemu.poll() is None:
                if time.monotonic() - start > limit and not self.shell:
                    self.marks["killed"] = time.monotonic() - start
                    break
                self.serve()
                self.look_for_marks(start)
                time.sleep(POLL)
        finally:
            if qemu.poll() is None:
                qemu.kill()
            qemu.wait()
        self.marks["total"] = time.monotonic() - start
        code = self.read("rc").strip()
        return int(code) if code else None

    def read(self, name):
        try:
            with open(f"{self.out}/{name}", encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def console(self):
        try:
            with open(f"{self.work}/console", encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def look_for_marks(self, start):
        for line in self.console().splitlines():
            words = line.split()
            if len(words) > 1 and words[0] == "lab:" and words[1] not in self.marks:
                self.marks[words[1]] = time.monotonic() - start

    def serve(self):
        """Does what the guest asks by out/host.N, a JSON list of QMP commands, and answers in host.N.answer."""
        for path in sorted(glob.glob(f"{self.out}/host.*")):
            if path.endswith((".answer", ".part")) or path in self.served:
                continue
            self.served.add(path)
            with open(path, encoding="utf-8") as request:
                answers = [self.one(json.loads(line)) for line in request if line.strip()]
            with open(f"{path}.part", "w", encoding="utf-8") as answer:
                json.dump(answers, answer)
            os.rename(f"{path}.part", f"{path}.answer")

    def one(self, request):
        if request["execute"] == "lab-disk":  # ours: a new backend on a sparse file
            name = request["name"]
            path = f"{self.work}/{name}.img"
            with open(path, "wb") as image:
                image.truncate(request["mebibytes"] * MEBI)
            return self.ask("blockdev-add", {
                "driver": "raw", "node-name": name, "discard": "unmap",
                "file": {"driver": "file", "filename": path},
            })
        return self.ask(request["execute"], request.get("arguments", {}))

    def ask(self, command, arguments):
        if self.monitor is None:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(f"{self.work}/qmp")
            self.monitor = connection.makefile("rw", encoding="utf-8")
            self.monitor.readline()  # the greeting
            self.ask("qmp_capabilities", {})
        self.monitor.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.monitor.flush()
        while True:
            answer = json.loads(self.monitor.readline())
            if "event" not in answer:
                return answer
