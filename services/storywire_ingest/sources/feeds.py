"""A feed in any of its formats, known by its content: what servers say of it is often wrong."""

from storywire_ingest.sources.items import Feed, FeedError
from storywire_ingest.sources.jsonfeed import parse_json
from storywire_ingest.sources.xmlfeed import parse_xml

_BOM = b"\xef\xbb\xbf"


def parse(content: bytes, *, url: str, charset: str | None = None) -> Feed:
    """Return the feed in `content`, found at `url`; `charset` is what the server said.

    Raises:
        FeedError: it is empty, no feed, or not safe to read.
    """
    body = content.removeprefix(_BOM).strip()
    if not body:
        raise FeedError("the document is empty")
    if body.startswith((b"{", b"[")):
        return parse_json(body, url=url)
    return parse_xml(_in_utf8(body, charset), url=url)


def _in_utf8(body: bytes, charset: str | None) -> bytes:
    """The server's charset is used only where the document names none and is not UTF-8."""
    if charset is None or b"encoding" in body[:200]:
        return body
    try:
        body.decode()
    except UnicodeDecodeError:
        pass
    else:
        return body
    try:
        return body.decode(charset, errors="replace").encode()
    except LookupError:
        return body
