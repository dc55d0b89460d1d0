"""Templates and static files: read once, escaped always, static files named by their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from storywire.domain.ids import digest
from storywire_web.views import direction_of, machine, readable

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file; `path` changes with its content, so it may be cached for ever."""

    path: str
    media_type: str
    body: bytes


def read_assets() -> Mapping[str, Asset]:
    """Return the static files by name."""
    found = {}
    for name, body in _contents("static").items():
        kind = _TYPES.get(name.rpartition(".")[2])
        if kind is not None:
            path = f"/static/{digest('static', body.hex(), length=12)}/{name}"
            found[name] = Asset(path, kind, body)
    return found


class Renderer:
    """Renders templates; whatever a value holds is shown as text, never as markup.

    `fingerprint` names templates and static files, for entity tags.
    """

    def __init__(self, site: str, assets: Mapping[str, Asset]) -> None:
        self._environment = Environment(
            loader=PackageLoader("storywire_web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        filters = {"instant": readable, "machine": machine, "direction": direction_of}
        paths = {name: asset.path for name, asset in assets.items()}
        self._environment.filters |= filters
        self._environment.globals |= {"site": site, "static": paths}
        templates = (part.hex() for part in _contents("templates").values())
        self.fingerprint = digest(site, *paths.values(), *templates, length=12)

    def page(self, template: str, context: Mapping[str, Any]) -> bytes:
        """Return `template` filled with `context`, as UTF-8."""
        return self._environment.get_template(template).render(context).encode()


def _contents(folder: str) -> Mapping[str, bytes]:
    found = {
        file.name: file.read_bytes() for file in files("storywire_web").joinpath(folder).iterdir()
    }
    return dict(sorted(found.items()))
