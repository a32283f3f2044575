"""Organizations, people and series: a list to find them in, and a form for each."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.catalogue import keeping
from events_service.catalogue.uses import list_uses
from events_service.columns import is_uid
from events_service.countries import countries
from events_service.database import DbSession, new_id
from events_service.directory import editing
from events_service.directory.directory import Person
from events_service.directory.editing import BODIES, PERSONS, Kept
from events_service.directory.inputs import NewOrganization, NewPerson, OrganizationChange, PersonChange
from events_service.errors import DomainError, InvalidInput, NotFound
from events_service.inputs import Change
from events_service.programme.outlines import list_outlines
from events_service.programme.series_editing import SERIES
from events_service.programme.series_inputs import NewSeries, SeriesChange
from events_service.web.console.directory import forms
from events_service.web.console.directory.desk import ShelfDesk, at_shelf
from events_service.web.console.directory.typing import Known, placed, said_of, values_of
from events_service.web.console.editor import Filled, Typed, checked, options_of, typed_of
from events_service.web.console.fields import Form, Option, Values, fields_of
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.merging import write_form
from events_service.web.console.naming import country_names, organization_names
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Reading = Annotated[ShelfDesk, at_shelf(Act.READ_DRAFT)]
Editing = Annotated[ShelfDesk, at_shelf(Act.EDIT_EVENT)]

_CHANGES: Mapping[str, type[Change]] = {
    BODIES.name: OrganizationChange,
    PERSONS.name: PersonChange,
    SERIES.name: SeriesChange,
}
_NEW: Mapping[str, type[Change]] = {BODIES.name: NewOrganization, PERSONS.name: NewPerson, SERIES.name: NewSeries}


def at_each(method: str, below: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """The same page for each kind of record."""

    def add(page: Callable[..., Response]) -> Callable[..., Response]:
        for name in keeping.SHELVES:
            router.add_api_route(f"/console/{name}{below}", page, methods=[method])
        return page

    return add


@at_each("GET", "/new")
def new_record(desk: Editing) -> Response:
    form = _new_form(desk)
    blank = desk.shelf.value("", {})
    values = _shown(values_of(blank, _known(desk)) | {"keeper": _only_event(desk), "slug": ""}, form)
    return _form(desk, form, None, Typed(values, {}))


@at_each("POST", "/new")
def add_record(desk: Editing, sent: ConsoleForm) -> Response:
    form = _new_form(desk)
    typed = typed_of(form, sent)

    def act(db: DbSession) -> str:
        said = said_of({name: value for name, value in typed.changed({}).items() if name != "keeper"}, _known(desk))
        slug = said.pop("slug", "")
        checked_slug = {"slug": slug} if slug else {}
        new = checked(_NEW[desk.shelf.name], {"name": {}} | said | checked_slug).said
        blank = desk.shelf.value(new_id(), {}, new.pop("slug", ""))
        owner = typed.values.get("keeper")
        if owner is not None and not (is_uid(owner) and desk.actor.may(Act.EDIT_EVENT, owner)):
            raise InvalidInput("Choose an event you organize.", about="keeper")
        if owner is None and not desk.actor.may(Act.EDIT_EVENT):
            raise InvalidInput("Choose an event you organize.", about="keeper")
        return str(keeping.add_record(db, desk.actor, desk.shelf, blank, new, owner, now()).value.uid)

    return _written(desk, form, None, typed, act)


@at_each("GET", "/{uid}")
def show_record(desk: Reading, uid: str) -> Response:
    kept = desk.kept(uid)
    known = _known(desk)
    form = forms.FORMS[desk.shelf.name]
    values = values_of(keeping.shown_to(desk.actor, kept), known)
    return _form(desk, form, kept, Typed(values, values), known=known)


@at_each("POST", "/{uid}")
def edit_record(desk: Editing, uid: str, sent: ConsoleForm) -> Response:
    kept = desk.kept(uid, Act.EDIT_EVENT)
    form = forms.FORMS[desk.shelf.name]
    typed = typed_of(form, sent)

    def act(db: DbSession) -> str:
        connection = db.connection()
        before = editing.get_kept(connection, desk.shelf, kept.value.uid)
        known = _known(desk, connection)
        said = said_of(typed.changed(values_of(before.value, known)), known)
        change = checked(_CHANGES[desk.shelf.name], said).said
        keeping.edit_record(db, desk.actor, desk.shelf, before.value.uid, change, now(), before.version)
        return str(before.value.uid)

    return _written(desk, form, kept, typed, act)


@at_each("POST", "/{uid}/archive")
def archive_record(desk: Editing, uid: str, sent: ConsoleForm) -> Response:
    return _archived(desk, uid, archived=True)


@at_each("POST", "/{uid}/restore")
def restore_record(desk: Editing, uid: str, sent: ConsoleForm) -> Response:
    return _archived(desk, uid, archived=False)


def _archived(desk: ShelfDesk, uid: str, *, archived: bool) -> Response:
    kept = desk.kept(uid, Act.EDIT_EVENT)
    uid = kept.value.uid
    desk.write(lambda db: keeping.archive_record(db, desk.actor, desk.shelf, uid, archived, now()))
    return desk.go(uid)


def _written(
    desk: ShelfDesk, form: Form, kept: Kept[Any] | None, typed: Typed, act: Callable[[DbSession], str]
) -> Response:
    """What follows a form that was sent: the record, or the form again with what is wrong, or the page of merging."""
    return write_form(
        desk,
        form,
        typed,
        act,
        show=lambda refusal: _form(
            desk, form, kept, typed, placed(refusal) if isinstance(refusal, InvalidInput) else refusal
        ),
        go=lambda uid: desk.go(uid, query={"saved": "1"}),
        section=desk.shelf.name,
        options=lambda: _options(desk, desk.reader()),
    )


def _form(
    desk: ShelfDesk,
    form: Form,
    kept: Kept[Any] | None,
    typed: Typed,
    refusal: DomainError | None = None,
    known: Known | None = None,
) -> Response:
    reader, shelf = desk.reader(), desk.shelf
    known = known or _known(desk)
    filled = Filled(
        form,
        reader,
        desk.languages,
        typed.values,
        typed.base,
        _options(desk, reader),
        {"organizations": known.organizations.offered},
        refusal,
        typed.more,
    )
    words = forms.WORDS[shelf.name]
    shown = keeping.shown_to(desk.actor, kept) if kept else None
    reads = desk.actor.events_for(Act.READ_DRAFT)
    return desk.page(
        "console/directory_record.html",
        words.one if kept else words.add,
        section=shelf.name,
        status=refusal.status if refusal else 200,
        reader=reader,
        filled=filled,
        words=words,
        kept=kept,
        edits=kept is None or keeping.may_keep(desk.actor, kept),
        cares=kept is not None and shelf is PERSONS and keeping.may_keep(desk.actor, kept, Act.EDIT_LIVE),
        record=shown,
        contacts=getattr(shown, "contacts", ()),
        is_person=isinstance(kept.value, Person) if kept else False,
        contact_kinds=forms.CONTACT_KINDS,
        uses=list_uses(desk.db.connection(), shelf, kept.value.uid, reads) if kept else [],
        saved="saved" in desk.request.query_params,
        united="united" in desk.request.query_params,
        unites=shelf in (BODIES, PERSONS),
        same_as=_same_as(desk, kept, reader),
    )


def _same_as(desk: ShelfDesk, kept: Kept[Any] | None, reader: Reader) -> Markup:
    """The name of the record it has been merged into, which leads there."""
    if kept is None or kept.same_as_uid is None:
        return Markup("")
    (into,) = desk.shelf.records.read_uids(desk.db.connection(), (kept.same_as_uid,))
    return Markup('<a href="{}">{}</a>').format(desk.path(into.uid), reader.text(into.name))


def _new_form(desk: ShelfDesk) -> Form:
    if not desk.adds:
        raise NotFound
    return forms.new_form(desk.shelf.name, everywhere=desk.actor.may(Act.EDIT_EVENT))


def _only_event(desk: ShelfDesk) -> str | None:
    """The event of whoever works at one alone."""
    events = desk.actor.events_for(Act.EDIT_EVENT)
    return next(iter(events)) if events is not None and len(events) == 1 else None


def _options(desk: ShelfDesk, reader: Reader) -> dict[str, list[Option]]:
    found = {
        name: options_of((key, reader.say(said)) for key, said in one.items()) for name, one in forms.CHOICES.items()
    }
    found["countries"] = options_of(countries(reader.language))
    outlines = list_outlines(desk.db.connection(), desk.actor.events_for(Act.EDIT_EVENT), archived=False)
    found["events"] = options_of((one.uid, reader.plain(one.title)) for one in outlines)
    return found


def _known(desk: ShelfDesk, connection: Connection | None = None) -> Known:
    reader = desk.reader()
    return Known(organization_names(connection or desk.db.connection(), reader, None), country_names(reader.language))


def _shown(values: Values, form: Form) -> Values:
    return {field.name: values[field.name] for field in fields_of(form)}
