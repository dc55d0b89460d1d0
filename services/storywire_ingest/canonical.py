"""The one spelling of an article's address; pure, and the same for ever.

Two articles under one spelling would lose one: only what can't name an article is taken away.
"""

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from storywire.domain.ids import article_id_of, article_id_of_guid

MAX_URL = 2_048
UNSCOPED = "api"
_PORTS = {"http": 80, "https": 443}
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp)", re.IGNORECASE)
_KEPT = "/%:@!$&'()*+,;=~-._?[]"
# Closed list of parameters that say where a reader came from. Libraries' lists (courlan,
# w3lib) also drop names such as `cid` or `source`, by which some outlets tell articles apart.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|vero|oly|itm|wt)_.+"
    r"|(?:fb|g|dc|ms|y|tt|tw|wbra|gbra|li_fat_|s_k)clid|(?:wbra|gbra)id|igshid|igsh|mc_[ce]id|_ga|_gl"
    r"|_hs(?:enc|mi)|mkt_tok|yclid|xtor|at_(?:medium|campaign|custom\d|link_.+|format|ptr_name)"
    r"|ns_(?:campaign|mchannel|source|linkname|fee)|cmpid|icid|ito|ocid|smid|srnd|guccounter",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff<>\"\\^`{|}]")


def canonical_url(url: str) -> str:
    """Return the canonical spelling of the web address `url`.

    Scheme and host in lower case (IDNA), without user, default port, fragment, tracking
    parameters, trailing index page or slash; the other parameters keep their order.

    Raises:
        ValueError: it is no http(s) address with a host, or over 2,048 characters.
    """
    parts = _split(url.strip())
    path = quote(_page_of(parts.path), safe=_KEPT)
    pairs = (pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    query = quote("&".join(pairs), safe=_KEPT)
    return _short(urlunsplit((parts.scheme, _host(parts), path, query, "")))


def checked_url(url: str) -> str:
    """Return `url` as it is, but for space around it.

    Raises:
        ValueError: as `canonical_url`.
    """
    _split(url.strip())
    return url.strip()


def host_of(url: str) -> str:
    """Return the host of an address in lower case, "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_web_address(text: str) -> bool:
    """Return whether `text` can be meant as a URL (and not as a source's own id)."""
    return text[:8].lower().startswith(("http://", "https://"))


def article_id_at(url: str) -> str:
    """Return the id of the article at `url`, however it is spelt.

    Raises:
        ValueError: as `canonical_url`.
    """
    return article_id_of(canonical_url(url))


def article_id_named(scope: str | None, guid: str) -> str:
    """Return the id of an article by its source's own id; `scope` is the source or outlet."""
    return article_id_of_guid(scope or UNSCOPED, guid)


def _short(url: str) -> str:
    if len(url) > MAX_URL:
        raise ValueError(f"is longer than {MAX_URL} characters")
    return url


def _split(url: str) -> SplitResult:
    if _FORBIDDEN.search(_short(url)):
        raise ValueError("contains a character that no URL has")
    parts = _parts(url)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("is not an http or https URL with a host")
    return parts


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        numbered = parts.port
    except ValueError:
        return None
    return None if numbered == 0 else parts


def _page_of(path: str) -> str:
    """Return the path without trailing slashes and index pages, "/" where nothing is left."""
    while path:
        path = path.rstrip("/")
        folder, _, last = path.rpartition("/")
        if not _INDEX.fullmatch(last):
            break
        path = folder
    return path or "/"


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError as error:
            raise ValueError("has a host that is no domain name") from error
    if not host:
        raise ValueError("is not an http or https URL with a host")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"


def _tracks(pair: str) -> bool:
    return _TRACKING.fullmatch(pair.partition("=")[0]) is not None
