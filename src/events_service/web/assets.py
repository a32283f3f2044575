"""The style sheet and scripts of pages, under addresses that change with their content."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
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
    """Every asset by the name it has in the package: `site.css`."""
    found = {}
    for entry in sorted(files(__package__).joinpath("static").iterdir(), key=lambda entry: entry.name):
        stem, _, kind = entry.name.rpartition(".")
        if kind in _TYPES:
            content = entry.read_bytes()
            name = f"{stem}.{sha256(content).hexdigest()[:12]}.{kind}"
            found[entry.name] = Asset(name, content, _TYPES[kind])
    return MappingProxyType(found)


@cache
def by_address() -> Mapping[str, Asset]:
    """Every asset by the last segment of its address: `site.0123456789ab.css`."""
    return MappingProxyType({asset.name: asset for asset in assets().values()})


def asset_name(file: str) -> str:
    """The last segment of an asset's address, below `/assets/`."""
    return assets()[file].name
