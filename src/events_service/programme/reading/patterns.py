"""Address patterns such as `/{lang}/{event}/sessions/{slug}/`, compiled once and matched segment by segment."""

from collections.abc import Mapping
from typing import Generic, TypeVar

Found = TypeVar("Found")

_MAX_SEGMENTS = 12
_MAX_SEGMENT = 200


class _Node(Generic[Found]):
    __slots__ = ("literals", "name", "parameter", "value")

    def __init__(self) -> None:
        self.literals: dict[str, _Node[Found]] = {}
        self.parameter: _Node[Found] | None = None
        self.name = ""
        self.value: Found | None = None


class Patterns(Generic[Found]):
    """A tree of patterns. A literal segment wins over a parameter, and nothing is tried twice.

    That is enough because every literal of ours is refused as a slug.
    """

    def __init__(self) -> None:
        self._root: _Node[Found] = _Node()

    def add(self, pattern: str, value: Found) -> None:
        """Raises ValueError where another pattern matches the same addresses."""
        node = self._root
        for segment in _segments(pattern):
            if not segment.startswith("{"):
                node = node.literals.setdefault(segment, _Node())
                continue
            if node.parameter is None:
                node.parameter = _Node()
                node.name = segment[1:-1]
            elif node.name != segment[1:-1]:
                raise ValueError(f"{pattern} calls {segment} what another pattern calls {{{node.name}}}")
            node = node.parameter
        if node.value is not None:
            raise ValueError(f"{pattern} is there twice")
        node.value = value

    def match(self, path: str) -> tuple[Found, dict[str, str]] | None:
        """What was registered for this address, with its parameters; None where nothing was."""
        if not path.startswith("/"):
            return None
        segments = _segments(path)
        if len(segments) > _MAX_SEGMENTS:
            return None
        node, parameters = self._root, {}
        for segment in segments:
            following = node.literals.get(segment)
            if following is None:
                if node.parameter is None or not 0 < len(segment) <= _MAX_SEGMENT:
                    return None
                parameters[node.name] = segment
                following = node.parameter
            node = following
        return None if node.value is None else (node.value, parameters)


def fill(pattern: str, parameters: Mapping[str, str]) -> str:
    """The address that a pattern and its parameters stand for."""
    return "/" + "/".join(
        parameters[segment[1:-1]] if segment.startswith("{") else segment for segment in _segments(pattern)
    )


def _segments(path: str) -> list[str]:
    """The parts between slashes. A page's address ends in a slash, so its last part is empty."""
    return path[1:].split("/")
