"""qcow2: header, refcount table, refcount block, L1, L2, data, each one cluster of 64 KiB."""
from common import case, CASES, MIB, put, text

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
case('qcow2-is-vmdk', 'qcow2', 'does not begin as qcow2')(
    lambda canary: bytearray(b'KDMV') + qcow2()[4:])
