"""Places in `story-updated` as readers keep them: `<epoch>.<base32 of one offset a partition>`.

An offset is that of the first record not yet seen. Readers treat the text as opaque.
"""

import base64
import binascii
from collections.abc import Mapping

_MAX_TEXT = 1_024


def event_id(epoch: str, positions: Mapping[int, int]) -> str:
    """Return the text for `positions` (partition to next offset) of the wire `epoch`."""
    numbers = b"".join(
        _packed(partition) + _packed(offset) for partition, offset in sorted(positions.items())
    )
    return f"{epoch}.{base64.b32encode(numbers).decode().rstrip('=').lower()}"


def positions_of(text: str, epoch: str) -> Mapping[int, int] | None:
    """Return the positions in `text`, or None if it isn't one of the wire `epoch`."""
    owner, _, cursor = text.rpartition(".")
    if owner != epoch or not cursor or len(text) > _MAX_TEXT or not cursor.isascii():
        return None
    try:
        packed = base64.b32decode(cursor.upper() + "=" * (-len(cursor) % 8))
        numbers = _unpacked(packed)
    except (binascii.Error, ValueError):
        return None
    found = dict(zip(numbers[::2], numbers[1::2], strict=False))
    return found if len(numbers) % 2 == 0 and len(found) * 2 == len(numbers) else None


def _packed(number: int) -> bytes:
    """LEB128, unsigned."""
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _unpacked(packed: bytes) -> list[int]:
    numbers, number, shift = [], 0, 0
    for part in packed:
        number |= (part & 0x7F) << shift
        shift += 7
        if not part & 0x80:
            numbers.append(number)
            number, shift = 0, 0
    if shift:
        raise ValueError("cut short")
    return numbers
