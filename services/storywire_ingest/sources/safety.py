"""What is refused before any XML parser sees it: entities, and encodings that can hide them."""

import re
from collections.abc import Iterator

_OPENING = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_DECLARING = re.compile(rb"<!\s*ENTITY|<!\s*DOCTYPE[^>\[]{0,1000}\[", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([^\"']{0,40})", re.IGNORECASE)
# Encodings in which `<` is the byte 0x3C, UTF-16 and UTF-32 aside.
_PLAIN = re.compile(
    rb"utf-?8|utf-?16(le|be)?|utf-?32(le|be)?|us-ascii|ascii|iso-?8859-?\d+|latin-?\d|windows-\d+"
    rb"|cp125\d|gbk?|gb2312|gb18030|big5|euc-\w+|shift[_-]jis|koi8-\w|tis-620",
    re.IGNORECASE,
)


def refuse_declarations(content: bytes) -> None:
    """Return if the XML in `content` declares no entities (a bare DOCTYPE is harmless).

    Raises:
        ValueError: it does, or it names an encoding in which it could unseen.
    """
    seen = content.replace(b"\x00", b"")  # UTF-16 and UTF-32 read as ASCII
    named = _ENCODING.search(seen[:1_000])
    if named and not _PLAIN.fullmatch(named[1].strip()):
        raise ValueError(f"XML in the encoding {named[1].decode(errors='replace')!r} is refused")
    if any(outside and _DECLARING.search(part) for part, outside in parts(seen)):
        raise ValueError("XML that declares entities is refused")


def parts(content: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield `content` in parts, and whether each stands outside comments, CDATA and the like."""
    position = 0
    while opening := _OPENING.search(content, position):
        yield content[position : opening.start()], True
        position = opening.start()
        end = content.find(_CLOSING[opening[0]], opening.end())
        if end < 0:
            break
        yield content[position:end], False
        position = end
    yield content[position:], True
