"""No format named, and none that is taken."""
from common import case, CASES


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
