"""VDI: header, map, blocks."""
from common import case, MIB, patched, put, simple, text


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
