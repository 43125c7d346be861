#!/usr/bin/env python3
"""Makes hostile disk images of every format: corpus.py DIRECTORY CANARY

CANARY is a file that the images which reach for others name. In DIRECTORY each image is one file;
expected.tsv has a line for each: file, format to name (- for none), part of the reason for which
it has to be refused. "accepted" stands for the images that the hostile ones were made from.
"""
import os
import struct
import sys

MIB = 1 << 20
CASES = []


def case(name, fmt, reason):
    """A function that spoils a good image of fmt (None: makes bytes by itself)."""
    def add(make):
        CASES.append((name, fmt, reason, make))
        return make
    return add


def put(image, at, code, *values):
    end = at + struct.calcsize(code)
    if end > len(image):
        image.extend(bytes(end - len(image)))
    struct.pack_into(code, image, at, *values)


def text(image, at, value):
    image[at:at + len(value)] = value


# ---- qcow2: header, refcount table, refcount block, L1, L2, data, each one cluster of 64 KiB

C = 1 << 16
L1, L2, DATA = 3 * C, 4 * C, 5 * C
COPIED = 1 << 63


def qcow2(version=3, incompatible=0, bits=16, size=16 * MIB):
    c = 1 << bits
    b = bytearray(6 * c)
    put(b, 0, '>4sIQIIQIIQQII', b'QFI\xfb', version, 0, 0, bits, size, 0, 1, 3 * c, c, 1, 0)
    if version == 3:
        put(b, 72, '>QQQII', incompatible, 0, 0, 4, 104)
    put(b, c, '>Q', 2 * c)
    put(b, 2 * c, '>6H', *[1] * 6)
    put(b, 3 * c, '>Q', 4 * c | COPIED)
    put(b, 4 * c, '>Q', 5 * c | COPIED)
    text(b, 5 * c, b'data')
    return b


def q(name, reason, at=None, code=None, *values, **good):
    """A good qcow2 with one thing put somewhere, or many: at is then [(at, code, value...), ...]."""
    def make(canary):
        b = qcow2(**good)
        for place, kind, *what in ([(at, code, *values)] if isinstance(at, int) else at(b, canary)):
            put(b, place, kind, *what)
        return b
    CASES.append(('qcow2-' + name, 'qcow2', reason, make))


def named(b, canary):
    text(b, 0x200, canary)
    return [(8, '>QI', 0x200, len(canary))]


q('good', 'accepted', lambda b, c: [])
q('good-v2', 'accepted', lambda b, c: [], version=2)
q('backing', 'backing file', named)
q('backing-v2', 'backing file', named, version=2)
q('backing-json', 'backing file', lambda b, c: named(
    b, b'json:{"driver":"raw","file":{"driver":"file","filename":"%s"}}' % c))
q('backing-nbd', 'backing file', lambda b, c: named(b, b'nbd://127.0.0.1:10809/export'))
q('backing-outside', 'backing file', 8, '>QI', 1 << 40, 100)
q('backing-unnamed', 'backing file', 16, '>I', 12)
q('data-file', 'in another file', lambda b, c: (
    text(b, 120, c) or [(72, '>Q', 4), (104, '>Q', 0), (112, '>II', 0x44415441, len(c))]))
q('data-file-named', 'another file for its data', lambda b, c: (
    text(b, 112, c) or [(104, '>II', 0x44415441, len(c))]))
q('data-file-raw', 'in another file', 88, '>Q', 2)
q('corrupt', 'marked corrupt', 72, '>Q', 2)
q('feature', 'features that are unknown', 72, '>Q', 1 << 40)
q('version-1', 'version 1', 4, '>I', 1)
q('version-4', 'version 4', 4, '>I', 4)
q('encrypted-aes', 'encrypted (method 1)', 32, '>I', 1)
q('encrypted-luks', 'encrypted (method 2)', 32, '>I', 2)
q('encrypted-pointer', 'encrypted (LUKS)', 104, '>IIQQ', 0x0537be77, 16, C, C)
q('cluster-bits-8', '2^8 bytes', 20, '>I', 8)
q('cluster-bits-31', '2^31 bytes', 20, '>I', 31)
q('cluster-bits-negative', '2^4294967295 bytes', 20, '>I', 0xffffffff)
q('size-0', 'no bytes for a guest', 24, '>Q', 0)
q('size-negative', 'absurd', 24, '>Q', 1 << 63)
q('size-exabytes', 'absurd', 24, '>Q', 1 << 60)
q('size-beyond-l1', 'first-level table has 1 entries', 24, '>Q', 1 << 40)
q('l1-billions', 'first-level table has 4294967295 entries', 36, '>I', 0xffffffff)
q('l1-empty', 'first-level table has 0 entries', 36, '>I', 0)
q('l1-outside', 'outside the file', 40, '>Q', 1 << 50)
q('l1-negative', 'outside the file', 40, '>Q', COPIED)
q('l1-unaligned', 'between two clusters', 40, '>Q', L1 + 8)
q('l1-in-header', 'overlap', 40, '>Q', 0)
q('l1-is-refcounts', 'overlap', 40, '>Q', C)
q('l1-long', 'outside the file', 36, '>I', 1 << 20)
q('l1-reserved', 'means nothing', L1, '>Q', L2 | 1 << 60)
q('l1-loop', 'overlap', L1, '>Q', L1 | COPIED)
q('l2-outside', 'outside the file', L1, '>Q', 1 << 40)
q('l2-unaligned', 'between two clusters', L1, '>Q', L2 + 512)
q('compressed-header', 'means nothing', L2, '>Q', 1 << 62)
q('l2-loop', 'overlap', L2, '>Q', L2 | COPIED)
q('l2-is-l1', 'overlap', L2, '>Q', L1 | COPIED)
q('l2-reserved', 'means nothing', L2, '>Q', DATA | 1 << 57)
q('l2-zero-in-v2', 'means nothing', L2, '>Q', DATA | 1, version=2)
q('l2-shared', 'mapped twice', lambda b, c: [(24, '>Q', 1 << 30), (36, '>I', 2),
                                            (L1, '>QQ', L2 | COPIED, L2 | COPIED)])
q('data-outside', 'outside the file', L2, '>Q', 1 << 45)
q('data-unaligned', 'between two clusters', L2, '>Q', DATA + 512)
q('data-twice', 'mapped twice', L2 + 8, '>Q', DATA | COPIED)
q('bomb', 'mapped twice', L2, '>8192Q', *[DATA | COPIED] * 8192, size=512 * MIB)
q('compressed-outside', 'outside the file', L2, '>Q', 1 << 62 | 1 << 40)
q('compressed-end-outside', 'outside the file', L2, '>Q', 1 << 62 | 127 << 54 | (DATA + C - 512))
q('compressed-table', 'overlap', L2, '>Q', 1 << 62 | L2)
q('compressed-twice', 'mapped twice', L2, '>QQ', 1 << 62 | DATA, 1 << 62 | DATA)
q('compressed-bomb', 'a bomb', L2, '>8192Q', *[1 << 62 | DATA + i for i in range(8192)],
  size=512 * MIB)
q('compression-unknown', 'compressed by a method', lambda b, c: [
    (72, '>Q', 8), (100, '>I', 112), (104, '>B', 7)])
q('refcount-outside', 'outside the file', 48, '>Q', 1 << 50)
q('refcount-long', 'reference counts is 1048576 clusters', 56, '>I', 1 << 20)
q('refcount-none', 'reference counts is 0 clusters', 56, '>I', 0)
q('refcount-order', '2^9 bits', 96, '>I', 9)
q('refcount-block-outside', 'outside the file', C, '>Q', 1 << 44)
q('refcount-block-loop', 'overlap', C, '>QQ', 2 * C, L1)
q('header-length', 'header is 4294967288 bytes', 100, '>I', 0xfffffff8)
q('header-short', 'header is 8 bytes', 100, '>I', 8)
q('extension-long', 'header extension is', 104, '>II', 0x12345678, 0x7fffffff)
q('extension-negative', 'header extension is', 104, '>II', 0x12345678, 0xfffffff0)
q('snapshots-many', 'snapshots has 16777216 entries', 60, '>IQ', 1 << 24, DATA)
q('snapshots-outside', 'outside the file', 60, '>IQ', 1, 1 << 50)
q('snapshot-table-long', 'first-level table of a snapshot', lambda b, c: [
    (60, '>IQ', 1, DATA), (L2, '>Q', 0), (DATA, '>QI', 0, 0xffffffff)])
q('snapshot-extra', 'bytes of extra data', lambda b, c: [
    (60, '>IQ', 1, DATA), (L2, '>Q', 0), (DATA + 36, '>I', 0xffffffff)])
q('snapshot-is-table', 'overlap', lambda b, c: [(60, '>IQ', 1, L1)])
q('bitmaps-many', 'directory of bitmaps', lambda b, c: [
    (88, '>Q', 1), (104, '>IIIIQQ', 0x23852875, 24, 0xffffffff, 0, 64, DATA)])
q('bitmaps-outside', 'outside the file', lambda b, c: [
    (88, '>Q', 1), (104, '>IIIIQQ', 0x23852875, 24, 1, 0, 64, 1 << 50)])
q('bitmap-table-outside', 'table of a bitmap', lambda b, c: [
    (88, '>Q', 1), (104, '>IIIIQQ', 0x23852875, 24, 1, 0, 32, DATA), (L2, '>Q', 0),
    (DATA, '>QIIBBHI', 0, 0x10000000, 0, 1, 16, 1, 0)])
q('extended-torn', 'means nothing', lambda b, c: [
    (72, '>Q', 16), (L2, '>QQ', DATA | COPIED, 0x100000001)])
q('extended-small', 'too small to be divided', lambda b, c: [(72, '>Q', 16)], bits=12)
case('qcow2-cut', 'qcow2', 'outside the file')(lambda canary: qcow2()[:5 * C])
case('qcow2-short', 'qcow2', 'outside the file')(lambda canary: qcow2()[:50])
case('qcow2-is-vmdk', 'qcow2', 'does not begin as qcow2')(lambda canary: vmdk())


# ---- qed: header, L1 (4 clusters), L2 (4 clusters), data

def qed():
    b = bytearray(10 * C)
    put(b, 0, '<4sIIIQQQQQII', b'QED\0', C, 4, 1, 0, 0, 0, C, 16 * MIB, 0, 0)
    put(b, C, '<Q', 5 * C)
    put(b, 5 * C, '<Q', 9 * C)
    return b


def simple(good, prefix, fmt):
    def add(name, reason, at, code, *values):
        def make(canary):
            b = good()
            put(b, at, code, *values)
            return b
        CASES.append((prefix + name, fmt, reason, make))
    return add


e = simple(qed, 'qed-', 'qed')
e('good', 'accepted', 0, '<4s', b'QED\0')


@case('qed-backing', 'qed', 'backing file')
def _(canary):
    b = qed()
    put(b, 16, '<Q', 1 | 4)
    put(b, 56, '<II', 64, len(canary))
    text(b, 64, canary)
    return b


e('feature', 'features that are unknown', 16, '<Q', 1 << 20)
e('cluster-odd', 'clusters are 65537', 4, '<I', C + 1)
e('cluster-huge', 'clusters are 2147483648', 4, '<I', 1 << 31)
e('table-huge', 'tables are 1073741824 clusters', 8, '<I', 1 << 30)
e('header-huge', 'header is 4294967295 clusters', 12, '<I', 0xffffffff)
e('l1-outside', 'outside the file', 40, '<Q', 1 << 45)
e('l1-unaligned', 'between two clusters', 40, '<Q', C + 1)
e('l1-in-header', 'overlap', 40, '<Q', 0)
e('l2-loop', 'overlap', C, '<Q', C)
e('l2-shared', 'mapped twice', C, '<QQ', 5 * C, 5 * C)
e('data-outside', 'outside the file', 5 * C, '<Q', 1 << 46)
e('bomb', 'mapped twice', 5 * C, '<256Q', *[9 * C] * 256)
e('size-absurd', 'absurd', 48, '<Q', 1 << 62)


# ---- vmdk: header, descriptor, grain directory, grain table, grain

SECTOR = 512
DESCRIPTOR = b'''# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="monolithicSparse"

# Extent description
RW 32768 SPARSE "disk.vmdk"

# The Disk Data Base
#DDB
ddb.virtualHWVersion = "4"
'''


def vmdk(descriptor=DESCRIPTOR, at=SECTOR):
    b = bytearray(256 * SECTOR)
    put(b, 0, '<4sIIQQQQIQQQB4sH', b'KDMV', 1, 1, 32768, 128, 1, 20, 512, 0, 21, 128,
        0, b'\n \r\n', 0)
    text(b, at, descriptor[:20 * SECTOR])
    put(b, 21 * SECTOR, '<I', 22)
    put(b, 22 * SECTOR, '<I', 128)
    return b


v = simple(vmdk, 'vmdk-', 'vmdk')
v('good', 'accepted', 0, '<4s', b'KDMV')


def described(name, reason, old, new):
    case('vmdk-' + name, 'vmdk', reason)(
        lambda canary: vmdk(DESCRIPTOR.replace(old, new.replace(b'CANARY', canary))))


EXTENT = b'RW 32768 SPARSE "disk.vmdk"'
described('parent', 'names a parent', b'# Extent', b'parentFileNameHint="CANARY"\n# Extent')
described('parent-cid', 'child of another', b'parentCID=ffffffff', b'parentCID=0badcafe')
described('flat', 'type "FLAT" outside', EXTENT, b'RW 32768 FLAT "CANARY" 0')
described('two-extents', 'outside', EXTENT, EXTENT + b'\nRW 1 FLAT "CANARY" 0')
described('two-sparse', 'consists of 2 extents', EXTENT, EXTENT + b'\n' + EXTENT)
described('no-extent', 'consists of 0 extents', EXTENT, b'')
described('elsewhere', 'extent is elsewhere', b'"disk.vmdk"', b'"CANARY"')
described('create-type', '"monolithicFlat", not one file', b'monolithicSparse', b'monolithicFlat')
described('change-track', 'tracks its changes', b'# Extent', b'changeTrackPath="CANARY"\n# Extent')
v('no-sectors', 'no sectors of its own', 12, '<Q', 0)
v('sectors-absurd', 'absurd', 12, '<Q', 1 << 62)
v('descriptor-elsewhere', 'descriptor is', 28, '<Q', 100)
v('descriptor-huge', 'descriptor is', 36, '<Q', 1 << 40)
v('version', 'version 9', 4, '<I', 9)
v('grain-0', 'grains are 0', 20, '<Q', 0)
v('grain-huge', 'grains are', 20, '<Q', 1 << 40)
v('table-entries', 'grain tables have 4294967295', 44, '<I', 0xffffffff)
v('compression', 'compressed by a method', 77, '<H', 5)
v('directory-outside', 'outside the file', 56, '<Q', 1 << 40)
v('table-loop', 'overlap', 21 * SECTOR, '<I', 21)
v('grain-outside', 'outside the file', 22 * SECTOR, '<I', 0xfffffff0)
v('grain-is-header', 'overlap', 22 * SECTOR, '<I', 1)
v('bomb', 'mapped twice', 22 * SECTOR, '<256I', *[128] * 256)
def patched(b, *patches):
    for patch in patches:
        put(b, *patch)
    return b


def streamed(*patches):
    b = vmdk(DESCRIPTOR.replace(b'monolithicSparse', b'streamOptimized'))
    put(b, 8, '<I', 0x30001)
    put(b, 77, '<H', 1)
    header = bytes(b[:SECTOR])
    put(b, 56, '<Q', (1 << 64) - 1)
    end = len(b)
    put(b, end, '<QII', 1, 0, 3)
    put(b, end + SECTOR, '<512s', header)
    put(b, end + 2 * SECTOR, '<512s', bytes(512))
    return patched(b, *[(end + at, *rest) for at, *rest in patches])


case('vmdk-spare-outside', 'vmdk', 'spare grain directory')(
    lambda canary: patched(vmdk(), (8, '<I', 3), (48, '<Q', 1 << 40)))
case('vmdk-stream-good', 'vmdk', 'accepted')(lambda canary: streamed())
case('vmdk-stream-table', 'vmdk', 'overlap')(
    lambda canary: patched(streamed(), (22 * SECTOR, '<I', 23)))
case('vmdk-stream-twice', 'vmdk', 'mapped twice')(
    lambda canary: patched(streamed(), (22 * SECTOR, '<II', 128, 128)))
case('vmdk-stream-footer', 'vmdk', 'footer is not where')(lambda canary: streamed((12, '<I', 9)))
case('vmdk-stream-empty', 'vmdk', 'no sectors of its own')(
    lambda canary: streamed((SECTOR + 12, '<Q', 0)))
case('vmdk-stream-larger', 'vmdk', 'differ')(lambda canary: streamed((SECTOR + 12, '<Q', 1 << 30)))
case('vmdk-stream-loop', 'vmdk', 'footer is not where')(
    lambda canary: streamed((SECTOR + 56, '<Q', (1 << 64) - 1)))
case('vmdk-parent-hidden', 'vmdk', 'names a parent')(lambda canary: patched(
    vmdk(), (28, '<QQ', 0, 0), (19 * SECTOR, '<256s', b'parentFileNameHint="' + canary + b'"')))
case('vmdk-descriptor-alone', None, 'descriptor of a VMDK')(
    lambda canary: DESCRIPTOR.replace(EXTENT, b'RW 32768 FLAT "%s" 0' % canary))
case('vmdk-descriptor-commented', None, 'descriptor of a VMDK')(
    lambda canary: b'# any\n\n#\nversion=2\nRW 32768 FLAT "%s" 0\n' % canary)
case('vmdk-descriptor-as-vmdk', 'vmdk', 'does not begin as a sparse extent')(
    lambda canary: DESCRIPTOR + bytes(512))


# ---- vdi: header, map, blocks

def vdi():
    b = bytearray(1024 + 2 * MIB)
    text(b, 0, b'<<< image >>>\n')
    put(b, 64, '<IIII', 0xbeda107f, 0x10001, 400, 1)
    put(b, 340, '<II', 512, 1024)
    put(b, 360, '<IIQIIII', 512, 0, 16 * MIB, MIB, 0, 16, 2)
    put(b, 512, '<16I', 0, 1, *[0xffffffff] * 14)
    return b


d = simple(vdi, 'vdi-', 'vdi')
d('good', 'accepted', 64, '<I', 0xbeda107f)
d('parent', 'child of another', 440, '<QQ', 1, 2)
d('link', 'child of another', 424, '<QQ', 1, 2)
d('undo', 'differences', 76, '<I', 3)
d('diff', 'differences', 76, '<I', 4)
d('type', 'of type 99', 76, '<I', 99)
d('version', 'version 0x20000', 68, '<I', 0x20000)
d('block-size', 'blocks are 1+0', 376, '<I', 1)
d('block-extra', 'blocks are', 380, '<I', 0xffffffff)
d('sector-size', 'sectors 0', 360, '<I', 0)
d('blocks-few', 'has 1 blocks', 384, '<I', 1)
d('blocks-billions', 'has 4294967295 blocks', 384, '<I', 0xffffffff)
d('blocks-beyond', 'outside the file', 384, '<I', 0x3fffffff)
d('map-outside', 'outside the file', 340, '<I', 0xfffffe00)
d('map-in-header', 'overlap', 340, '<I', 0)
d('data-is-map', 'overlap', 344, '<I', 512)
d('block-unknown', 'leads to block 4026531840', 512, '<I', 0xf0000000)
case('vdi-block-outside', 'vdi', 'outside the file')(
    lambda canary: patched(vdi(), (388, '<I', 16), (512, '<I', 9)))
d('bomb', 'mapped twice', 512, '<16I', *[0] * 16)
d('size-absurd', 'absurd', 368, '<Q', 1 << 63)


# ---- vhdx: identifier, headers, regions in the first MiB; log, metadata, table of blocks, block

def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc = CRC[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xffffffff


def crc_table():
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82f63b78 if value & 1 else 0)
        yield value


CRC = list(crc_table())
GUID = {name: bytes.fromhex(value) for name, value in {
    'blocks': '6677c22d23f600429d64115e9bfd4a08', 'metadata': '06a27c8b90479a4bb8fe575f050f886e',
    'parameters': '3767a1ca36fa434db3b633f0aa44e76b', 'size': '2442a52f1bcd7648b2115dbed83bf4b8',
    'page83': 'ab12cabee6b2234593efc309e000c746', 'logical': '1dbf41816fa90947ba47f233a8faab5f',
    'physical': 'c748a3cd5d4471449cc9e9885251c556', 'parent': '2d5fd3a80bb34d45abf7d3d84834ab0c',
}.items()}
KIB = 1 << 10
HEADS, REGIONS, META, BAT = (64 * KIB, 128 * KIB), 192 * KIB, 2 * MIB, 3 * MIB


def summed(b, at, length):
    put(b, at + 4, '<I', 0)
    put(b, at + 4, '<I', crc32c(b[at:at + length]))


def vhdx(*patches, sums=True):
    b = bytearray(6 * MIB)
    text(b, 0, b'vhdxfile')
    for number, at in enumerate(HEADS):
        put(b, at, '<4sIQ', b'head', 0, number)
        put(b, at + 64, '<HHIQ', 0, 1, MIB, MIB)
    put(b, REGIONS, '<4sIII', b'regi', 0, 2, 0)
    put(b, REGIONS + 16, '<16sQII', GUID['blocks'], BAT, MIB, 1)
    put(b, REGIONS + 48, '<16sQII', GUID['metadata'], META, MIB, 1)
    put(b, META, '<8sHH', b'metadata', 0, 5)
    items = [('parameters', '<II', MIB, 0), ('size', '<Q', 16 * MIB), ('page83', '<16s', b'p' * 16),
             ('logical', '<I', 512), ('physical', '<I', 4096)]
    for i, (name, code, *values) in enumerate(items):
        at = 64 * KIB + 16 * i
        put(b, META + 32 + 32 * i, '<16sIIII', GUID[name], at, struct.calcsize(code), 4, 0)
        put(b, META + at, code, *values)
    put(b, BAT, '<Q', 4 * MIB | 6)
    patched(b, *patches)
    if sums:
        for at in HEADS:
            summed(b, at, 4 * KIB)
        summed(b, REGIONS, 64 * KIB)
    return b


def x(name, reason, *patches, **how):
    case('vhdx-' + name, 'vhdx', reason)(lambda canary: vhdx(*patches, **how))


ITEMS = META + 64 * KIB
x('good', 'accepted')
x('no-sums', 'neither of its headers', sums=False)
x('log', 'changes that are not in place', (HEADS[1] + 48, '<QQ', 1, 2))
x('log-outside', 'outside the file', (HEADS[1] + 72, '<Q', 1 << 40))
x('log-odd', 'its log of', (HEADS[1] + 68, '<I', 12345))
x('log-is-metadata', 'overlap', (HEADS[1] + 72, '<Q', META))
x('version', 'version 7', (HEADS[1] + 66, '<H', 7))
x('regions-many', 'regions has 4294967295 entries', (REGIONS + 8, '<I', 0xffffffff))
x('regions-none', 'no table of blocks', (REGIONS + 8, '<I', 0))
x('region-twice', 'two tables of blocks', (REGIONS + 8, '<I', 3),
  (REGIONS + 80, '<16sQII', GUID['blocks'], 4 * MIB, MIB, 1))
x('region-unknown', 'needs a region', (REGIONS + 8, '<I', 3), (REGIONS + 80, '<16sQII', b'?' * 16,
                                                              4 * MIB, MIB, 1))
x('blocks-outside', 'outside the file', (REGIONS + 32, '<Q', 1 << 45))
x('blocks-4-gib', 'outside the file', (REGIONS + 40, '<I', 0xfff00000))
x('blocks-are-metadata', 'overlap', (REGIONS + 32, '<Q', META), (BAT, '<Q', 0))
x('parent-flag', 'has a parent', (ITEMS + 4, '<I', 2))
x('parent-locator', 'where its parent is', (META + 10, '<H', 6),
  (META + 32 + 160, '<16sIIII', GUID['parent'], 65 * KIB, 64, 4, 0))
x('item-outside', 'item of metadata is', (META + 32 + 16, '<I', 0xfffffff0))
x('item-twice', 'twice', (META + 10, '<H', 6),
  (META + 32 + 160, '<16sIIII', GUID['size'], 65 * KIB, 8, 4, 0))
x('item-unknown', 'metadata that is unknown', (META + 10, '<H', 6),
  (META + 32 + 160, '<16sIIII', b'!' * 16, 65 * KIB, 8, 4, 0))
x('items-many', 'entries', (META + 10, '<H', 0xffff))
x('block-size', 'blocks are 3 bytes', (ITEMS, '<I', 3))
x('block-huge', 'blocks are 2147483648 bytes', (ITEMS, '<I', 1 << 31))
x('sector-size', 'sectors are 1 bytes', (ITEMS + 48, '<I', 1))
x('size-absurd', 'absurd', (ITEMS + 16, '<Q', 1 << 63))
x('size-beyond-blocks', 'table of blocks is', (ITEMS + 16, '<Q', 32 << 40))
x('block-outside', 'outside the file', (BAT, '<Q', 1 << 44 | 6))
x('block-is-header', 'overlap', (BAT, '<Q', 6))
x('block-in-parent', 'in its parent', (BAT, '<Q', 4 * MIB | 7))
x('block-state', 'state that is unknown', (BAT, '<Q', 4))
x('bomb', 'mapped twice', (BAT, '<16Q', *[4 * MIB | 6] * 16))


# ---- vpc: footer copy, dynamic header, table, block of 2 MiB with its bitmap, footer

def sum_of(b, at, length, field):
    put(b, at + field, '>I', 0)
    put(b, at + field, '>I', ~sum(b[at:at + length]) & 0xffffffff)


def vpc(foot=(), head=(), table=(), sums=True):
    b = bytearray(2048)
    put(b, 0, '>8sIIQI4sIIQQHBBI', b'conectix', 2, 0x10000, 512, 0, b'qem2', 0, 0,
        16 * MIB, 16 * MIB, 481, 4, 17, 3)
    put(b, 512, '>8sQQIII', b'cxsparse', (1 << 64) - 1, 1536, 0x10000, 8, 2 * MIB)
    put(b, 1536, '>128I', *[0xffffffff] * 128)
    put(b, 1536, '>I', 4)
    b.extend(bytes(512 + 2 * MIB))
    patched(b, *foot, *[(512 + at, *rest) for at, *rest in head])
    patched(b, *[(1536 + at, *rest) for at, *rest in table])
    if sums:
        sum_of(b, 0, 512, 64)
        sum_of(b, 512, 1024, 36)
    return b + b[:512]


def p(name, reason, **how):
    case('vpc-' + name, 'vpc', reason)(lambda canary: vpc(**how))


def fixed(b):
    sum_of(b, len(b) - 512, 512, 64)
    return b


p('good', 'accepted')
p('no-sum', 'wrong checksum', sums=False)
p('differences', 'differences', foot=[(60, '>I', 4)])
p('type', 'of type 77', foot=[(60, '>I', 77)])
p('parent', 'names a parent', head=[(40, '>QQ', 1, 2)])
p('parent-name', 'names a parent', head=[(64, '>H', 0x2f)])
p('locator', 'where its parent is', head=[(576, '>4sIII', b'W2ku', 512, 512, 0)])
p('header-outside', 'outside the file', foot=[(16, '>Q', 1 << 50)])
p('header-none', 'is not there', foot=[(16, '>Q', 2048)])
p('block-odd', 'blocks are 3 bytes', head=[(32, '>I', 3)])
p('block-huge', 'blocks are 2147483648', head=[(32, '>I', 1 << 31)])
p('table-few', 'table has 1 entries', head=[(28, '>I', 1)])
p('table-billions', 'table has 4294967295 entries', head=[(28, '>I', 0xffffffff)])
p('table-outside', 'outside the file', head=[(16, '>Q', 1 << 50)])
p('table-is-header', 'overlap', head=[(16, '>Q', 512)])
p('block-outside', 'outside the file', table=[(0, '>I', 0xfffffff0)])
p('block-is-header', 'overlap', table=[(0, '>I', 0)])
p('bomb', 'mapped twice', table=[(0, '>8I', *[4] * 8)])
p('size-absurd', 'absurd', foot=[(48, '>Q', 1 << 63)])
p('size-3-tib', '2040 GiB at most', foot=[(48, '>Q', 3 << 40)])
case('vpc-cut', 'vpc', 'does not end as VHD')(lambda canary: vpc()[:-1024])
case('vpc-cut-odd', 'vpc', 'end with a sector')(lambda canary: vpc()[:-600])
case('vpc-other-footer', 'vpc', 'differ')(
    lambda canary: fixed(patched(vpc(), (len(vpc()) - 512 + 24, '>I', 99))))
case('vpc-fixed-good', None, 'accepted')(
    lambda canary: bytearray(16 * MIB) + vpc(foot=[(60, '>I', 2)])[-512:])
case('vpc-fixed-cut', 'vpc', 'large and holds')(
    lambda canary: bytearray(MIB) + vpc(foot=[(60, '>I', 2)])[-512:])


# ---- no format named, and none that is taken

def guessed(name, reason, data):
    case('guess-' + name, None, reason)(lambda canary: data + bytes(4096))


guessed('raw-good', 'accepted', b'\xeb\x63\x90')
guessed('gzip', 'compressed (gzip)', b'\x1f\x8b\x08')
guessed('xz', 'compressed (xz)', b'\xfd7zXZ\0')
guessed('zstd', 'compressed (zstd)', b'\x28\xb5\x2f\xfd')
guessed('luks', 'encrypted (LUKS)', b'LUKS\xba\xbe')
guessed('esx', 'ESX server (COWD)', b'COWD')
guessed('sesparse', 'ESX server (seSparse)', b'\xbe\xba\xfe\xca\0\0\0\0')
guessed('parallels', 'Parallels', b'WithouFreSpacExt')
guessed('tar', 'tar archive', bytes(257) + b'ustar')
case('guess-dmg', None, 'macOS')(lambda canary: bytes(4096) + b'koly' + bytes(508))
case('guess-qcow2-backing', None, 'backing file')(
    lambda canary: dict((c[0], c[3]) for c in CASES)['qcow2-backing'](canary))
case('guess-empty', None, 'it is empty')(lambda canary: b'')
case('raw-that-looks-like-qcow2', 'raw', 'accepted')(
    lambda canary: dict((c[0], c[3]) for c in CASES)['qcow2-backing'](canary))


def main():
    directory, canary = sys.argv[1], os.fsencode(sys.argv[2])
    with open(os.path.join(directory, 'expected.tsv'), 'w') as expected:
        for name, fmt, reason, make in CASES:
            with open(os.path.join(directory, name), 'wb') as image:
                image.write(make(canary))
            print(name, fmt or '-', reason, sep='\t', file=expected)


if __name__ == '__main__':
    main()
