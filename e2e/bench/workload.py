"""Makes an empty image as the product does, serves it with qemu-nbd and drives it with fio."""

import json
import mmap
import os
import subprocess
import time
from pathlib import Path

MIB = 1 << 20
SIZE = 512 * MIB
RANDOM_BYTES = SIZE // 5 // 4096 * 4096
SEQUENTIAL_BYTES = SIZE // 5 // MIB * MIB
SECRET = ("--object", "secret,id=key0,data=measured")  # of images that hold nothing


def run(*argv, **more):
    """Runs a program to its end; its standard error becomes the exception's message."""
    argv = [str(a) for a in argv]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, **more)
    if done.returncode:
        tail = (done.stderr or done.stdout).strip()[-400:]
        raise RuntimeError(f"{' '.join(argv[:3])}: exit code {done.returncode}: {tail}")
    return done.stdout


def create(path, fmt, options):
    """Makes an empty image as the product does."""
    mode = options["preallocation"]
    if fmt == "raw":
        path.touch()
        if options.get("nocow") == "on":
            run("chattr", "+C", path)
        if options.get("extent_size_hint", "0") != "0":
            run("xfs_io", "-c", f"extsize {options['extent_size_hint']}", path)
        if "encrypt.format" in options:
            given = [f"{k}={v}" for k, v in options.items() if k != "encrypt.format"]
            seal("luks", path, [*given, "key-secret=key0", "iter-time=10"])
        else:
            os.truncate(path, SIZE)
            if mode == "falloc":
                allocate(path)
            elif mode == "full":
                write_zeroes(path)
    else:
        given = {k: v for k, v in options.items() if fmt == "qcow2" or k != "preallocation"}
        if "encrypt.format" in options:
            given |= {"encrypt.key-secret": "key0", "encrypt.iter-time": "10"}
        if fmt == "vpc":
            given["force_size"] = "on"  # else rounded to CHS geometry
        if (fmt, options.get("subformat")) == ("vhdx", "fixed"):
            given["block_state_zero"] = "off"  # else first writes go behind what was allocated
        listed = [f"{k}={v}" for k, v in given.items()]
        if "encrypt.format" in options:
            seal(fmt, path, listed)
        else:
            run("qemu-img", "create", "-q", "-f", fmt,
                *(["-o", ",".join(listed)] if listed else []), path, SIZE)
        if fmt != "qcow2" and mode == "falloc":
            allocate(path)  # QEMU leaves fixed images sparse
    sync(path)


def seal(fmt, path, options):
    """Makes an encrypted image; a raw one in the file as it is, which may have a flag or a hint."""
    # QEMU times a trial of the key's derivation, which fails for threads of real-time priority.
    run("chrt", "--other", "0", "qemu-img", "create", "-q", *SECRET, "-f", fmt,
        "-o", ",".join(options), path, SIZE)


def sync(path):
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def allocate(path):
    with open(path, "r+b") as file:
        os.posix_fallocate(file.fileno(), 0, os.fstat(file.fileno()).st_size)


def write_zeroes(path):
    with mmap.mmap(-1, 8 * MIB) as zeroes:
        fd = os.open(path, os.O_WRONLY | os.O_DIRECT)
        try:
            for _ in range(SIZE // len(zeroes)):
                os.write(fd, zeroes)
        finally:
            os.close(fd)


def allocated(path):
    return path.stat().st_blocks * 512


class Server:
    """qemu-nbd on one image, ended by its process id."""

    def __init__(self, work, path, fmt, encrypted, cache="none"):
        self.uri = f"nbd+unix:///?socket={work}/nbd"
        self.socket = Path(work, "nbd")
        image = ["-f", fmt, path]
        if encrypted:
            driver, key = ("luks", "key-secret") if fmt == "raw" else (fmt, "encrypt.key-secret")
            image = [*SECRET, "--image-opts", f"driver={driver},{key}=key0,file.filename={path}"]
        self.argv = ["qemu-nbd", f"--cache={cache}", "--discard=unmap",
                     *(["--aio=io_uring"] if cache == "none" else []),
                     "-t", "-k", self.socket, *image]

    def __enter__(self):
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 10
        while not self.socket.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError("qemu-nbd does not serve: "
                                   + self.process.stderr.read().decode().strip()[-300:])
            time.sleep(0.003)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def fio(work, uri, *options, limit=None):
    """Runs one job for at most `limit` ms; returns its bytes and bytes a second.

    One process a job: only so do all of them draw the same random places.
    """
    out = Path(work, "fio.json")
    until = [f"--runtime={limit}ms"] if limit else []
    run("fio", "--thread", "--output-format=json", f"--output={out}", "--name=job",
        "--ioengine=nbd", f"--uri={uri}", f"--size={SIZE}", "--end_fsync=1", *until, *options,
        timeout=120)
    text = out.read_text()
    job = json.loads(text[text.index("{"):])["jobs"][0]  # the engine prints a line before it
    side = job["write"] if job["write"]["io_bytes"] else job["read"]
    if job["error"] or not side["io_bytes"]:
        raise RuntimeError(f"fio: error {job['error']}, {side['io_bytes']} bytes")
    return side["io_bytes"], side["io_bytes"] / max(side["runtime"], 1) * 1000


def measure(place, work, fmt, options, with_space):
    """One repeat of one candidate, leaving nothing behind."""
    path = place / "disk.img"
    result = {"sizeBytes": SIZE, "randomWrittenBytes": RANDOM_BYTES}
    small = ("--bs=4k", "--iodepth=8")
    encrypted = "encrypt.format" in options
    try:
        start = time.monotonic()
        create(path, fmt, options)
        result["createMillis"] = (time.monotonic() - start) * 1000
        result["createdBytes"] = allocated(path)
        with Server(work, path, fmt, encrypted) as server:
            first, rate = fio(work, server.uri, *small, "--rw=randwrite",
                              f"--io_size={RANDOM_BYTES}", limit=600)
            result["firstWriteIops"] = rate / 4096
            for speed, rw in (("overwriteIops", "randwrite"), ("randomReadIops", "randread")):
                _, rate = fio(work, server.uri, *small, f"--rw={rw}", f"--io_size={first}",
                              limit=300)
                result[speed] = rate / 4096
        if with_space and first < RANDOM_BYTES:
            with Server(work, path, fmt, encrypted, cache="unsafe") as server:
                fio(work, server.uri, *small, "--rw=randwrite", f"--io_size={RANDOM_BYTES}")
        sync(path)
        if with_space or first >= RANDOM_BYTES:
            result["randomAllocatedBytes"] = allocated(path)
        path.unlink()
        create(path, fmt, options)
        with Server(work, path, fmt, encrypted) as server:
            written, rate = fio(work, server.uri, "--bs=1m", "--iodepth=4", "--rw=write",
                                f"--io_size={SEQUENTIAL_BYTES}", limit=1000)
            result["sequentialWriteMiBps"] = rate / MIB
            result["sequentialWrittenBytes"] = written
            result["sequentialAllocatedBytes"] = allocated(path)
        return result
    finally:
        path.unlink(missing_ok=True)
