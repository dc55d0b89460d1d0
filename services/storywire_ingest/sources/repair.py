"""Ampersands as feeds write them and XML does not know them: parsers drop what they stand for."""

import re
from html.entities import html5

from storywire_ingest.sources.safety import parts

_AMPERSAND = re.compile(rb"&(#?\w{1,31};)?")
_KNOWN = frozenset((b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"))


def repaired(content: bytes) -> bytes:
    """Return the document with stray ampersands escaped and HTML's entities as numbers."""
    if b"\x00" in content:  # UTF-16 or UTF-32
        return content
    return b"".join(
        _AMPERSAND.sub(_reference, part) if outside else part for part, outside in parts(content)
    )


def _reference(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if name is None:
        return b"&amp;"
    if name in _KNOWN or name.startswith(b"#"):
        return found[0]
    characters = html5.get(name.decode("ascii", errors="replace"))
    if characters is None:
        return b"&amp;" + name
    return "".join(f"&#{ord(character)};" for character in characters).encode()
