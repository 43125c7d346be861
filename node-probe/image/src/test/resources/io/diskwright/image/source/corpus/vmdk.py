"""VMDK: header, descriptor, grain directory, grain table, grain."""
import zlib

from common import case, patched, put, simple, text

SECTOR = 512
C = 128 * SECTOR
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
def streamed(*patches):
    b = vmdk(DESCRIPTOR.replace(b'monolithicSparse', b'streamOptimized'))
    put(b, 8, '<I', 0x30001)
    put(b, 77, '<H', 1)
    packed = zlib.compress((b'grain' * 13108)[:C])
    put(b, 128 * SECTOR, '<QI%ds' % len(packed), 0, len(packed), packed)
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
