"""What collides in the working version: by gravity, with what can be done about each, and what was accepted."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.errors import DomainError, InvalidInput, PreconditionFailed
from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.planning import judging, keeping
from events_service.programme.planning.finding import find
from events_service.programme.planning.keeping import LONGEST_REASON, LONGEST_WAY, NoSuchConflict
from events_service.programme.planning.loading import load_plan
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Accepted
from events_service.programme.planning.sentences import KINDS, SEVERITIES
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import SentForm
from events_service.web.console.moments import moment
from events_service.web.console.planned import Link, PageNaming, links, sentence
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Seeing = Annotated[EventDesk, at_event(Act.READ_DRAFT)]
Deciding = Annotated[EventDesk, at_event(Act.EDIT_EVENT)]

A_PAGE = 50
_PAGE = "/console/events/{slug}/conflicts"
WAY = "minutes_between_venues"
"""The field at which the minutes are refused."""


class Row(NamedTuple):
    """A conflict in the list."""

    key: str
    judged_on: str
    sessions: str
    severity: str
    kind: Markup
    text: Markup
    links: list[Link]
    before: Accepted | None
    """What was accepted of it before it changed."""


class Kept(NamedTuple):
    """Something that was accepted."""

    key: str
    judged_on: str
    kind: Markup
    text: Markup
    """Empty where it is not as it was, or no conflict any more."""
    reason: str
    by: str
    at: Markup


class Filter(NamedTuple):
    severity: Severity | None
    kind: ConflictKind | None
    page: int

    def query(self, **changes: str) -> dict[str, str]:
        """As it stands in an address, with what else is chosen."""
        here = {"severity": self.severity or "", "kind": self.kind or "", "page": str(self.page)} | changes
        return {name: said for name, said in here.items() if said and (name, said) != ("page", "1")}

    def lets_through(self, conflict: Conflict) -> bool:
        return self.severity in (None, conflict.severity) and self.kind in (None, conflict.kind)


@router.get(_PAGE)
def list_conflicts(desk: Seeing) -> Response:
    return _page(desk, load_plan(desk.db.connection(), desk.event.uid))


@router.post(_PAGE)
def accept_conflict(desk: Deciding, form: SentForm) -> Response:
    """Leave one as it is, with a reason."""
    plan = load_plan(desk.db.connection(), desk.event.uid)
    try:
        conflict = keeping.find_conflict(plan, form.get("conflict", ""), form.get("sessions", "").split())
        if judging.judged_on(plan, conflict) != form.get("judged_on", ""):
            raise PreconditionFailed
        decided = keeping.decision(plan, conflict, form.get("reason", ""), desk.actor, now())
    except (InvalidInput, PreconditionFailed, NoSuchConflict) as refusal:
        return _page(desk, plan, refusal, form)
    desk.write(lambda db: keeping.accept(db, desk.actor, desk.event.uid, decided))
    return desk.go("conflicts", query=_chosen(desk).query())


@router.post(_PAGE + "/take-back")
def take_back_conflict(desk: Deciding, form: SentForm) -> Response:
    """Accept one no longer. Asked twice, it is taken back once."""
    connection = desk.db.connection()
    try:
        decided = keeping.get_accepted(connection, desk.event.uid, form.get("conflict", ""))
        if decided.judged_on != form.get("judged_on", ""):
            raise PreconditionFailed
        desk.write(lambda db: keeping.take_back(db, desk.actor, desk.event.uid, decided, now()))
    except NoSuchConflict:
        return desk.go("conflicts", query=_chosen(desk).query())
    except PreconditionFailed as refusal:
        return _page(desk, load_plan(connection, desk.event.uid), refusal)
    return desk.go("conflicts", query=_chosen(desk).query())


@router.post(_PAGE + "/way")
def edit_way(desk: Deciding, form: SentForm) -> Response:
    """Say how many minutes it takes from one place to another."""
    typed, version = form.get("minutes", "").strip(), form.get("version", "")
    try:
        if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
            raise InvalidInput("Enter minutes, from 0 to {most}.", about=WAY, most=LONGEST_WAY)
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise PreconditionFailed
        desk.write(lambda db: keeping.set_way(db, desk.actor, desk.event.uid, int(typed), int(version), now()))
    except (InvalidInput, PreconditionFailed) as refusal:
        return _page(desk, load_plan(desk.db.connection(), desk.event.uid), refusal, form)
    return desk.go("conflicts", query=_chosen(desk).query())


def _chosen(desk: EventDesk) -> Filter:
    query = desk.request.query_params
    page = query.get("page", "")
    return Filter(
        next((one for one in Severity if one == query.get("severity")), None),
        next((one for one in ConflictKind if one == query.get("kind")), None),
        max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _page(
    desk: EventDesk, plan: Plan, refusal: DomainError | None = None, form: Mapping[str, str] | None = None
) -> Response:
    reader, chosen = desk.reader(), _chosen(desk)
    found = find(plan)
    judged = judging.judge(plan, found.conflicts)
    shown = [each for each in judged.open if chosen.lets_through(each)]
    page = min(chosen.page, max(1, -(-len(shown) // A_PAGE)))
    chosen = chosen._replace(page=page)
    naming = PageNaming(plan, reader)
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    way, way_version = keeping.get_way(desk.db.connection(), desk.event.uid)
    return desk.page(
        "console/conflicts.html",
        mark("Conflicts"),
        section="conflicts",
        reader=reader,
        status=refusal.status if refusal else 200,
        rows=[_row(desk, each, naming, judged.changed) for each in shown[(page - 1) * A_PAGE : page * A_PAGE]],
        severities=_severities(desk, chosen, Counter(each.severity for each in judged.open), reader),
        total=len(judged.open),
        found=len(shown),
        kinds=_kinds(
            chosen, Counter(each.kind for each in judged.open if chosen.severity in (None, each.severity)), reader
        ),
        chosen=chosen,
        query=chosen.query(),
        before=desk.path("conflicts", query=chosen.query(page=str(page - 1))) if page > 1 else "",
        after=desk.path("conflicts", query=chosen.query(page=str(page + 1))) if len(shown) > page * A_PAGE else "",
        cut=found.cut,
        kept=[_kept(decided, reader, naming, conflict) for conflict, decided in judged.accepted],
        settled=[_kept(decided, reader) for decided in judged.settled],
        decides=desk.may(Act.EDIT_EVENT),
        longest=LONGEST_REASON,
        typed=(form or {}).get("reason", ""),
        opened=(form or {}).get("conflict", ""),
        fault=faults["reason"].said_in(reader.language, reader.gettext) if "reason" in faults else "",
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
        way=(form or {}).get("minutes", "") if WAY in faults else str(way),
        way_version=way_version,
        way_fault=faults[WAY].said_in(reader.language, reader.gettext) if WAY in faults else "",
        longest_way=LONGEST_WAY,
    )


def _row(desk: EventDesk, conflict: Conflict, naming: PageNaming, changed: Mapping[str, Accepted]) -> Row:
    key = judging.key(conflict)
    return Row(
        key,
        judging.judged_on(naming.plan, conflict),
        " ".join(conflict.session_uids),
        conflict.severity,
        naming.reader.say(KINDS[conflict.kind]),
        sentence(conflict, naming),
        links(desk, conflict, naming),
        changed.get(key),
    )


def _kept(
    decided: Accepted, reader: Reader, naming: PageNaming | None = None, conflict: Conflict | None = None
) -> Kept:
    return Kept(
        decided.key,
        decided.judged_on,
        reader.say(KINDS[decided.kind]),
        sentence(conflict, naming) if conflict and naming else Markup(""),
        decided.reason,
        decided.accepted_by,
        moment(decided.accepted_at, reader),
    )


def _severities(
    desk: EventDesk, chosen: Filter, numbers: Counter[Severity], reader: Reader
) -> list[tuple[str, Markup, int, bool]]:
    """Address, name and number of each, and whether it is the one that is shown."""
    kind = {"kind": str(chosen.kind)} if chosen.kind else {}
    return [
        (
            desk.path("conflicts", query={"severity": severity.value, **kind}),
            reader.say(name),
            numbers[severity],
            severity is chosen.severity,
        )
        for severity, name in SEVERITIES.items()
    ]


def _kinds(chosen: Filter, numbers: Counter[ConflictKind], reader: Reader) -> list[tuple[str, Markup, int]]:
    """Those there are, and the one that is chosen."""
    return [
        (kind.value, reader.say(name), numbers[kind])
        for kind, name in KINDS.items()
        if numbers[kind] or kind is chosen.kind
    ]
