"""The article on a page: its text by trafilatura, and its address as far as it can be believed."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import trafilatura
from courlan import extract_domain
from lxml import etree  # type: ignore[import-untyped]  # it ships no types
from lxml import html as lxml_html

from storywire_ingest.canonical import canonical_url, checked_url, host_of

_CANONICAL = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
_IMAGE = "//meta[@property='og:image']/@content"


@dataclass(frozen=True, slots=True)
class Page:
    """An article's page: `text` is "" where none was found."""

    url: str
    text: str
    image_url: str | None = None


def read_page(body: bytes, *, url: str, charset: str | None = None) -> Page:
    """Return the article on the page fetched from `url`.

    A canonical address that the page names counts only on the page's own domain, and never the
    front page: sites that name it on every page would have one article only.
    """
    try:
        markup = body.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        markup = trafilatura.utils.decode_file(body)
    root = _root(markup)
    text = _text(markup, url)
    if root is None:
        return Page(url, text)
    named = (_address(href, url) for href in root.xpath(_CANONICAL))
    believed = (address for address in named if address and _credible(address, url))
    images = (_address(href, url) for href in root.xpath(_IMAGE))
    return Page(next(believed, url), text, next((image for image in images if image), None))


def _text(markup: str, url: str) -> str:
    """Return the article's text, without rows of tables unless they are most of it."""
    text = trafilatura.extract(
        markup, url=url, include_comments=False, include_tables=True, favor_precision=True
    )
    lines = [_line(line) for line in (text or "").splitlines()]
    told = "\n".join(line for line in lines if line)
    return told if 2 * len(told) > len(text or "") else text or ""


def _line(line: str) -> str:
    """Return a line as it is; of a row, its only cell: some pages are laid out in tables."""
    if not line.startswith("|"):
        return line
    cells = [cell for cell in map(str.strip, line.split("|")) if cell.strip("-")]
    return cells[0] if len(cells) == 1 else ""


def _root(markup: str) -> lxml_html.HtmlElement | None:
    try:
        return lxml_html.document_fromstring(markup.encode(), parser=_parser())
    except (etree.LxmlError, ValueError):
        return None


def _parser() -> lxml_html.HTMLParser:
    return lxml_html.HTMLParser(encoding="utf-8", no_network=True)


def _address(href: object, base: str) -> str | None:
    try:
        return checked_url(urljoin(base, str(href).strip()))
    except ValueError:
        return None


def _credible(named: str, url: str) -> bool:
    sites = [extract_domain(address) or host_of(address) for address in (named, url)]
    return sites[0] == sites[1] and urlsplit(canonical_url(named)).path != "/"
