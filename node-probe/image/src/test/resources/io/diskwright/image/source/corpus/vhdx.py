"""VHDX: identifier, headers, regions in the first MiB; log, metadata, table of blocks, block."""
import struct

from common import case, KIB, MIB, patched, put, text


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
