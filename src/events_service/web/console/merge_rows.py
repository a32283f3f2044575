"""Two people change one list: rows that do not touch each other come together, and the others are asked about."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import msgspec

Row = Mapping[str, Any]
MergeRow = Callable[[Row, Row, Row], tuple[dict[str, Any], list[str]]]
_encode = msgspec.json.Encoder(order="sorted").encode


class MergedRows(NamedTuple):
    """Where nothing clashes, all three are the same."""

    mine: list[Any]
    """What both did, and where they clash, what I did."""
    theirs: list[Any]
    both: list[Any] | None
    """What both added at one place, mine first; None where one took out or changed what the other changed."""
    clashing: bool


class _Hunk(NamedTuple):
    """These rows stand in place of those from `start` up to `end`."""

    start: int
    end: int
    rows: list[Any]
    mine: bool


def merge_rows(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any], merge_row: MergeRow) -> MergedRows:
    """Three-way merge of a list. A row that both changed is one row still if what they changed of it does not clash."""
    left: list[Any] = []
    right: list[Any] = []
    together: list[Any] | None = []
    clashing, done = False, 0
    for group in _groups((*_hunks(base, mine, mine=True), *_hunks(base, theirs, mine=False))):
        start, end = min(one.start for one in group), max(one.end for one in group)
        was = list(base[start:end])
        ours, others = (
            _applied(base, start, end, [one for one in group if one.mine is side]) for side in (True, False)
        )
        merged = _merged(was, ours, others, merge_row)
        if merged is None:
            clashing = True
            both = [*ours, *(row for row in others if row not in ours)] if not was else None
        else:
            ours = others = both = merged
        kept = list(base[done:start])
        left += kept + ours
        right += kept + others
        together = None if together is None or both is None else together + kept + both
        done = end
    rest = list(base[done:])
    return MergedRows(left + rest, right + rest, None if together is None else together + rest, clashing)


def merge_ticks(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """What is ticked: what either added is in it, what either took away is not."""
    stays = [one for one in theirs if one in mine or one not in base]
    return [*stays, *(one for one in mine if one not in theirs and one not in base)]


def _hunks(base: Sequence[Any], other: Sequence[Any], *, mine: bool) -> Iterator[_Hunk]:
    compared = SequenceMatcher(None, [_encode(row) for row in base], [_encode(row) for row in other], autojunk=False)
    for same, start, end, first, last in compared.get_opcodes():
        if same != "equal":
            yield _Hunk(start, end, list(other[first:last]), mine)


def _groups(hunks: Sequence[_Hunk]) -> Iterator[list[_Hunk]]:
    """Hunks that touch each other stand together."""
    group: list[_Hunk] = []
    for hunk in sorted(hunks, key=lambda one: (one.start, one.end)):
        if group and not _touches(group, hunk):
            yield group
            group = []
        group.append(hunk)
    if group:
        yield group


def _touches(group: Sequence[_Hunk], hunk: _Hunk) -> bool:
    end = max(one.end for one in group)
    return hunk.start < end or any(one.start == one.end == hunk.start == hunk.end for one in group)


def _applied(base: Sequence[Any], start: int, end: int, hunks: Sequence[_Hunk]) -> list[Any]:
    """The rows from `start` to `end`, as one of the two left them."""
    found: list[Any] = []
    for hunk in hunks:
        found += [*base[start : hunk.start], *hunk.rows]
        start = hunk.end
    return found + list(base[start:end])


def _merged(was: list[Any], mine: list[Any], theirs: list[Any], merge_row: MergeRow) -> list[Any] | None:
    """The rows where it is clear what both want; None where it is not."""
    if mine in (was, theirs):
        return theirs
    if theirs == was:
        return mine
    if not len(was) == len(mine) == len(theirs):
        return None
    found = []
    for rows in zip(was, mine, theirs, strict=True):
        if not _one_row(*rows):
            return None
        row, clashes = merge_row(*rows)
        if clashes:
            return None
        found.append(row)
    return found


def _one_row(was: Row, mine: Row, theirs: Row) -> bool:
    """Is it still about the same? A row begins with whom it is about; texts are what they say."""
    if all(len(part) < 4 for part in was):
        return True
    first = [next(iter(row.values()), "") for row in (was, mine, theirs)]
    return isinstance(first[0], Mapping) or first[0] == first[1] == first[2]
