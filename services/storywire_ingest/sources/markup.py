"""HTML to plain text, for what feeds carry: paragraphs stay apart, scripts go."""

import html
import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]  # it ships no types
from lxml import html as lxml_html

from storywire_ingest.draft import plain

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
    "p", "pre", "section", "table", "td", "th", "tr", "ul",
))  # fmt: skip
_UNSEEN = ("script", "style", "noscript", "template", "iframe", "svg")
_MARKUP = re.compile(r"<[a-zA-Z/!]")


def text_of_html(markup: str) -> str:
    """Return the text of an HTML fragment, a line for each paragraph."""
    if not _MARKUP.search(markup):
        return _tidy(html.unescape(markup))
    try:
        root = lxml_html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return plain(markup)
    unseen = (*_UNSEEN, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(root, *unseen, with_tail=False)
    return _tidy("".join(_pieces(root)))


def _pieces(root: lxml_html.HtmlElement) -> Iterator[str]:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n"
        yield (element.text if event == "start" else element.tail) or ""


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
