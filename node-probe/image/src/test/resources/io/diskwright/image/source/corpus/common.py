"""What the makers of hostile images have in common."""
import struct

KIB = 1 << 10
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


def simple(good, prefix, fmt):
    def add(name, reason, at, code, *values):
        def make(canary):
            b = good()
            put(b, at, code, *values)
            return b
        CASES.append((prefix + name, fmt, reason, make))
    return add


def patched(b, *patches):
    for patch in patches:
        put(b, *patch)
    return b
