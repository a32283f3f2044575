"""What commands say of an import or a release, line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs, to_builtins

from events_service.interchange.outcomes import ADDED, CHANGED, KEPT, ByKind, named
from events_service.interchange.taking import BOTH_CHANGED, Report
from events_service.languages import one_line, text_in
from events_service.programme.changes import Change, ChangeKind, Moment
from events_service.programme.conflicts import ConflictKind
from events_service.programme.release import Plan
from events_service.programme.session_names import FEW, code_and_title
from events_service.programme.warnings import Warned, warnings_of

_ONE = {"people": "person"}
"""What one record of a kind is called, where that is not the kind without its last letter."""

_NOTHING = {ChangeKind.MOVED_ROOM: "no room", ChangeKind.RETITLED: "no title"}
"""What stands in the place of a name that is not there; people and organizers are `nobody`."""

_CONFLICTS = {
    BOTH_CHANGED: "conflict",
    ConflictKind.ROOM: "overlap",
    ConflictKind.PERSON: "overlap",
    ConflictKind.OUTSIDE_DAYS: "outside",
}


def import_lines(report: Report, *, dry_run: bool = False, verbose: bool = False) -> Iterator[str]:
    """Line by line what became of everything. Of what was added and kept, sessions alone are named, the first `FEW`;
    everything where it is to be `verbose`."""
    yield f"{report.event} from {report.format}{' (nothing written)' if dry_run else ''}"
    for name, counts in ((ADDED, report.added), (CHANGED, report.changed), (KEPT, report.kept)):
        yield _line(name, counted(counts))
        whole = verbose or name == CHANGED
        named_ones = list(_named(report.records.get(name, {}), sessions_only=not whole))
        shown = len(named_ones) if whole else FEW
        yield from (_line(name, item) for item in named_ones[:shown])
        if more := named_ones[shown:]:
            yield _line(name, f"and {counted({'sessions': len(more)})} more: --verbose and --json name all")
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
    elif report.not_released:
        yield report.not_released


def _named(records: ByKind, *, sessions_only: bool) -> Iterator[str]:
    """Each record on a line, sessions first: `SOU 84 Water: title, start`, `room Hall: name`."""
    kinds = ["sessions", *(kind for kind in records if kind != "sessions" and not sessions_only)]
    for kind in kinds:
        for became in records.get(kind, ()):
            item = became.item if kind == "sessions" else f"{_called(kind, 1)} {became.item}".strip()
            yield f"{item}: {', '.join(dict.fromkeys(map(_field, became.what)))}" if became.what else item


def _field(name: str) -> str:
    """What a field is called: `start` for `start_local`, and for which of two equal hours is meant."""
    return name.removesuffix("_local").removesuffix("_fold").removesuffix("_uid").removesuffix("_on").replace("_", " ")


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
    for name in _held_back(planned):
        yield f"  {'held back':<13}{name}: not ready"
    yield from _conflict_lines(warnings_of(planned.programme))
    count = len(planned.programme.sessions)
    sessions = f"{count:,} {_called('sessions', count)}"
    if dry_run:
        yield f"Version {planned.number} would have {sessions}. Nothing is published."
    else:
        yield f"Published version {planned.number} with {sessions}."


def release_object(planned: Plan, event: str, *, published: bool) -> dict[str, Any]:
    """The one JSON object of a release, or of its trial. Each change and conflict has all its keys."""
    return {
        "event": event,
        "release": planned.number,
        "published": published,
        "sessions": len(planned.programme.sessions),
        "changes": _whole(planned.changes),
        "held_back": _held_back(planned),
        "conflicts": _whole(warnings_of(planned.programme)),
    }


def _whole(values: Iterable[Struct]) -> list[Any]:
    return [to_builtins(structs.asdict(value)) for value in values]


def _held_back(planned: Plan) -> list[str]:
    """The names of sessions that stay as they were, because they are not ready."""
    return [named(session) for session in planned.held_back]


def _told(change: Change) -> str:
    """What has changed, with what it was and is now where that is known."""
    if change.kind is ChangeKind.RENAMED_ROOM:
        return " is now called ".join(_sides(change))
    title = code_and_title(change.code, change.title)
    if change.from_time and change.to_time:
        return f"{title}: {_when(change.from_time)} to {_when(change.to_time)}"
    if change.before or change.after:
        before, after = (side or _NOTHING.get(change.kind, "nobody") for side in _sides(change))
        return f"{title}: {before} to {after}"
    said = [change.status.replace("_", " ")] if change.status else [_field(name) for name in change.details]
    return f"{title}: {', '.join(said)}" if said else title


def _sides(change: Change) -> tuple[str, str]:
    """What it was called and what now, in the first language in which that differs: English, where it does."""
    tags = ("en", *change.after, *change.before)
    tag = next((tag for tag in tags if change.before.get(tag) != change.after.get(tag)), "en")
    return one_line(text_in(change.before, tag)), one_line(text_in(change.after, tag))


def _when(moment: Moment) -> str:
    """`2018-11-21 09:30–12:30`: the wall time as the event's clocks show it."""
    start, end = moment.start_local, moment.end_local
    if start is None:
        return "no time"
    if end is None:
        return f"{start:%Y-%m-%d %H:%M}"
    return (
        f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"
        if end.date() == start.date()
        else f"{start:%Y-%m-%d %H:%M}–{end:%Y-%m-%d %H:%M}"
    )


def counted(counts: Mapping[str, int]) -> str:
    """Counts in words: `1,105 sessions, 1 room`."""
    return ", ".join(f"{count:,} {_called(kind, count)}" for kind, count in counts.items() if count) or "nothing"


def _called(kind: str, count: int) -> str:
    return kind if count != 1 else _ONE.get(kind, kind.removesuffix("s"))


def _conflict_lines(conflicts: Iterable[Warned]) -> Iterator[str]:
    for conflict in conflicts:
        what = _field(conflict.what) if conflict.kind == BOTH_CHANGED else conflict.what
        yield _line(_CONFLICTS[conflict.kind], f"{conflict.item}: {what}")


def _line(name: str, said: str) -> str:
    return f"  {name:<9}{said}"
