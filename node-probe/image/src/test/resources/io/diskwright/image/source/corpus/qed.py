"""QED: header, L1 (4 clusters), L2 (4 clusters), data."""
from common import case, MIB, put, simple, text

C = 1 << 16


def qed():
    b = bytearray(10 * C)
    put(b, 0, '<4sIIIQQQQQII', b'QED\0', C, 4, 1, 0, 0, 0, C, 16 * MIB, 0, 0)
    put(b, C, '<Q', 5 * C)
    put(b, 5 * C, '<Q', 9 * C)
    return b


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
