"""How the web service answers: security headers, entity tags (RFC 9110), compression."""

from collections.abc import Iterable

from aiohttp import web

from storywire.domain.ids import digest
from storywire.http.problem import Problem
from storywire.ports.read_model import Snapshot

REVALIDATE = "no-cache"
FOREVER = "public, max-age=31536000, immutable"
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding",
}


def tag_of(*parts: str | int) -> str:
    """Return a weak entity tag (the bytes differ by compression) that names `parts`."""
    return f'W/"{digest(*parts, length=20)}"'


def tag_of_list(kind: str, snapshots: Iterable[Snapshot]) -> str:
    """Return the entity tag of a list of stories at their versions."""
    return tag_of(kind, *(part for one in snapshots for part in (one.story_id, one.version)))


def answer(
    request: web.Request,
    body: bytes,
    *,
    media_type: str = "application/json",
    tag: str = "",
    cache: str = REVALIDATE,
) -> web.Response:
    """Return `body` with all headers, or 304 if the caller has what `tag` names."""
    headers = {**HEADERS, "Cache-Control": cache}
    if tag:
        headers["ETag"] = tag
        if has(request, tag):
            return web.Response(status=304, headers=headers)
    charset = "utf-8" if media_type.startswith("text/") else None
    response = web.Response(body=body, content_type=media_type, charset=charset, headers=headers)
    response.enable_compression()
    return response


def has(request: web.Request, tag: str) -> bool:
    """Return whether the caller already has what `tag` names (If-None-Match, weak comparison)."""
    known = request.headers.get("If-None-Match", "")
    bare = tag.removeprefix("W/")
    return any(
        one.strip() == "*" or one.strip().removeprefix("W/") == bare for one in known.split(",")
    )


def redirect(status: int, path: str, query: str = "") -> web.Response:
    """Return a redirect to `path` with `query`, both percent-encoded; caches ask for it again.

    A headline may change back: two remembered redirects would then lead in a circle.
    """
    location = f"{path}?{query}" if query else path
    headers = {**HEADERS, "Cache-Control": REVALIDATE, "Location": location}
    return web.Response(status=status, headers=headers)


def number_in(request: web.Request, name: str) -> int:
    """Return the number called `name` in the address.

    Raises:
        Problem: 404 where no version has so great a number.
    """
    digits = request.match_info[name]
    if len(digits) > 9:
        raise not_found("such version of this story")
    return int(digits)


def not_found(what: str) -> Problem:
    """Return the problem "there is no such thing", to be raised."""
    return Problem(404, "Not Found", detail=f"there is no {what}")
