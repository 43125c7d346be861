"""Takes the ELF kernel out of a bzImage: QEMU starts it by PVH, without the slow self-extraction.

usage: vmlinux.py VMLINUZ OUTPUT
"""

import lzma
import subprocess
import sys
import zlib

ELF = b"\x7fELF"


def xz(data):
    return lzma.LZMADecompressor().decompress(data)


def gzip(data):
    return zlib.decompressobj(31).decompress(data)


def zstd(data):
    # Whatever follows the frame makes zstd fail, after the frame was written.
    return subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=False).stdout


MAGIC = {b"\xfd7zXZ\0": xz, b"\x28\xb5\x2f\xfd": zstd, b"\x1f\x8b\x08": gzip}


def extract(image):
    for magic, unpack in MAGIC.items():
        at = image.find(magic)
        while at >= 0:
            try:
                kernel = unpack(image[at:])
            except (lzma.LZMAError, zlib.error):
                kernel = b""
            if kernel.startswith(ELF):
                return kernel
            at = image.find(magic, at + 1)
    sys.exit("no kernel was found in it; it may be packed in another way")


with open(sys.argv[1], "rb") as source:
    kernel = extract(source.read())
with open(sys.argv[2], "wb") as target:
    target.write(kernel)
