"""The style sheets and scripts of pages, under addresses that change with their content.

Modules that import each other lie in a folder of their own, and change their address together: what one of them calls
`./geometry.js` is the one it was written with.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from msgspec import Struct

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


class Asset(Struct, frozen=True):
    """One file. `name` holds a digest of `content`, so that it can be kept for ever."""

    name: str
    content: bytes
    content_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by the name it has in the package: `site.css`, `grid/view.js`."""
    found: dict[str, Asset] = {}
    for entry in _entries(files(__package__).joinpath("static")):
        if entry.is_dir():
            found |= _modules(entry)
        elif asset := _asset(entry):
            stem, _, kind = entry.name.rpartition(".")
            found[entry.name] = asset(f"{stem}.{_digest(entry.read_bytes())}.{kind}")
    return MappingProxyType(found)


def _modules(folder: Traversable) -> dict[str, Asset]:
    """What lies in one folder, under one digest of it all."""
    entries = [entry for entry in _entries(folder) if entry.is_file()]
    digest = _digest(b"\0".join(entry.name.encode() + b"\0" + entry.read_bytes() for entry in entries))
    return {
        f"{folder.name}/{entry.name}": asset(f"{folder.name}.{digest}/{entry.name}")
        for entry in entries
        if (asset := _asset(entry))
    }


def _asset(entry: Traversable) -> Callable[[str], Asset] | None:
    kind = entry.name.rpartition(".")[2]
    return partial(Asset, content=entry.read_bytes(), content_type=_TYPES[kind]) if kind in _TYPES else None


def _entries(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


@cache
def by_address() -> Mapping[str, Asset]:
    """Every asset by its address below `/assets/`: `site.0123456789ab.css`, `grid.0123456789ab/view.js`."""
    return MappingProxyType({asset.name: asset for asset in assets().values()})


def asset_name(file: str) -> str:
    """The last segment of an asset's address, below `/assets/`; for one in a folder, the last two."""
    return assets()[file].name
