"""What commands say of an import or a release, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import to_builtins

from events_service.interchange.taking import BOTH_CHANGED, Report
from events_service.languages import text_in
from events_service.programme.changes import Change, ChangeKind
from events_service.programme.conflicts import ConflictKind
from events_service.programme.release import Plan
from events_service.programme.warnings import Warned, warnings_of

_ONE = {"people": "person"}
"""What one record of a kind is called, where that is not the kind without its last letter."""

_CONFLICTS = {
    BOTH_CHANGED: "conflict",
    ConflictKind.ROOM: "overlap",
    ConflictKind.PERSON: "overlap",
    ConflictKind.OUTSIDE_DAYS: "outside",
}


def import_lines(report: Report, *, dry_run: bool = False) -> Iterator[str]:
    yield f"{report.event} from {report.format}{' (nothing written)' if dry_run else ''}"
    for name, counts in (("added", report.added), ("changed", report.changed), ("kept", report.kept)):
        yield _line(name, counted(counts))
    for item in report.missing:
        yield _line("missing", item)
    for doubtful in report.doubtful:
        yield _line("doubtful", f"{doubtful.item}: {doubtful.why}")
    for skipped in report.skipped:
        yield _line("skipped", f"{skipped.item}: {skipped.why}")
    for repaired in report.repaired:
        yield _line("repaired", f"{repaired.item}: {repaired.what}")
    yield from _conflict_lines(report.conflicts)
    if report.release:
        yield f"Published as version {report.release}."


def import_object(reports: Sequence[Report]) -> dict[str, Any]:
    """The one JSON object of an import: the report of its event; of several, each under `events` beside the sums."""
    told: list[dict[str, Any]] = [to_builtins(report) for report in reports]
    if len(told) == 1:
        return told[0]
    sums = {name: _summed(one[name] for one in told) for name in ("added", "changed", "kept")}
    return {"events": told, **sums}


def _summed(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    return sum((Counter(one) for one in counts), Counter())


def release_lines(planned: Plan, *, dry_run: bool = False) -> Iterator[str]:
    for change in planned.changes:
        yield f"  {change.kind.replace('_', ' '):<13}{_told(change)}"
    yield from _conflict_lines(warnings_of(planned.programme))
    count = len(planned.programme.sessions)
    if dry_run:
        yield f"Version {planned.number} would have {count:,} sessions. Nothing is published."
    else:
        yield f"Published version {planned.number} with {count:,} sessions."


def _told(change: Change) -> str:
    if change.kind is ChangeKind.RENAMED_ROOM:
        differing = (tag for tag in ("en", *change.after) if change.before.get(tag) != change.after.get(tag))
        tag = next(differing, "en")
        return f"{text_in(change.before, tag)} is now called {text_in(change.after, tag)}"
    return f"{change.code} {text_in(change.title, 'en')}".strip()


def counted(counts: Mapping[str, int]) -> str:
    """Counts in words: `1,105 sessions, 1 room`."""
    return ", ".join(f"{count:,} {_called(kind, count)}" for kind, count in counts.items() if count) or "nothing"


def _called(kind: str, count: int) -> str:
    return kind if count > 1 else _ONE.get(kind, kind.removesuffix("s"))


def _conflict_lines(conflicts: Iterable[Warned]) -> Iterator[str]:
    for conflict in conflicts:
        yield _line(_CONFLICTS[conflict.kind], f"{conflict.item}: {conflict.what}")


def _line(name: str, said: str) -> str:
    return f"  {name:<9}{said}"
