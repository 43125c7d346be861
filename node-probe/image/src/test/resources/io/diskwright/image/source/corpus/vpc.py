"""VHD: footer copy, dynamic header, table, block of 2 MiB with its bitmap, footer."""
from common import case, MIB, patched, put


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
