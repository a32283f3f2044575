"""Every act that the code notes has a sentence, in three languages."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from events_service.accounts.models import Role
from events_service.addresses import Site
from events_service.database import DbSession
from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme import restoring
from events_service.programme.part_editing import PARTS
from events_service.programme.programme import (
    AgendaItem,
    Document,
    Event,
    EventRole,
    Internal,
    PersonRole,
    Recording,
    Room,
    Series,
    Session,
    SessionPerson,
    SessionType,
    Track,
    Venue,
)
from events_service.web.console.record import fields
from events_service.web.console.record.names import Names
from events_service.web.console.record.words import VERBS, has_words, kind, sentence
from events_service.web.reader import Reader

PACKAGE = Path(__file__).parents[4] / "src" / "events_service"
CANNOT_TELL = "?"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Inside = tuple[ast.Module | Function, ...]
"""The module something stands in, and the functions around it."""


class Sources:
    """All code, to be asked what an argument can be."""

    def __init__(self, *trees: ast.Module) -> None:
        self.calls: list[tuple[ast.Call, Inside]] = []
        for tree in trees:
            self._walk(tree, (tree,))

    def _walk(self, node: ast.AST, inside: Inside) -> None:
        if isinstance(node, ast.Call):
            self.calls.append((node, inside))
        within = (*inside, node) if isinstance(node, Function) else inside
        for child in ast.iter_child_nodes(node):
            self._walk(child, within)

    def acts(self) -> Iterator[str]:
        """The names of all acts that are noted."""
        for call, inside in self.calls:
            place = _place_of_act(call)
            if place is not None and _name(inside[-1]) != "note":
                yield from self.values(_argument(call, place, "act"), inside)

    def values(self, said: ast.expr | None, inside: Inside, depth: int = 0) -> Iterator[str]:
        match said:
            case ast.Constant(value=str(value)):
                yield value
            case ast.IfExp():
                yield from self.values(said.body, inside, depth)
                yield from self.values(said.orelse, inside, depth)
            case ast.JoinedStr():
                yield from self._joined(said.values, inside, depth)
            case ast.Name():
                yield from self._passed(said.id, inside, depth)
            case _:
                yield CANNOT_TELL

    def _passed(self, name: str, inside: Inside, depth: int) -> Iterator[str]:
        """What a parameter of one of the functions around can be: what their callers pass."""
        function = next((one for one in reversed(inside) if name in _parameters(one)), inside[0])
        if isinstance(function, ast.Module) or depth > 5:
            yield from _constants(inside[0], name)
            return
        place = _parameters(function).index(name)
        for call, around in self.calls:
            private = function.name.startswith("_") and around[0] is not inside[0]
            if _called(call) == function.name and not private:
                method = _parameters(function)[:1] == ["self"] and isinstance(call.func, ast.Attribute)
                yield from self.values(_argument(call, place - method, name), around, depth + 1)

    def _joined(self, parts: list[ast.expr], inside: Inside, depth: int) -> Iterator[str]:
        if not parts:
            yield ""
            return
        first = parts[0].value if isinstance(parts[0], ast.FormattedValue) else parts[0]
        for begins in self.values(first, inside, depth):
            for ends in self._joined(parts[1:], inside, depth):
                yield begins + ends


def _constants(module: ast.AST, name: str) -> Iterator[str]:
    """What a name can stand for: the text that the module gives it, else any that a table of the module has."""
    given = [one for one in ast.iter_child_nodes(module) if isinstance(one, ast.Assign)]
    named = [one.value for one in given if any(isinstance(t, ast.Name) and t.id == name for t in one.targets)]
    tabled = [value for one in given if isinstance(one.value, ast.Dict) for value in one.value.values]
    texts = [said.value for said in named or tabled if isinstance(said, ast.Constant) and isinstance(said.value, str)]
    yield from texts or [CANNOT_TELL]


def _place_of_act(call: ast.Call) -> int | None:
    """Where a call that notes something says what: `audit.note(db, actor, act, …)`, `desk.note(db, act, …)`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "note" or len(call.args) < 2:
        return None
    if not isinstance(call.args[0], ast.Name) or call.args[0].id != "db":
        return None
    return 2 if isinstance(call.func.value, ast.Name) and call.func.value.id == "audit" else 1


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    by_name = {keyword.arg: keyword.value for keyword in call.keywords}
    return call.args[place] if place < len(call.args) else by_name.get(name)


def _name(around: ast.Module | Function) -> str:
    return "" if isinstance(around, ast.Module) else around.name


def _parameters(function: ast.Module | Function) -> list[str]:
    if isinstance(function, ast.Module):
        return []
    return [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def test_t_audit_every_act_that_is_noted_has_a_sentence() -> None:
    """Where it fails: give the act a sentence in `web/console/record/words.py`, or call it `verb_thing` with a verb
    and a thing from there, and say it as a constant."""
    noted = set(Sources(*(ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py")))).acts())

    assert {"sign_in", "edit_session", "add_session", "edit_event", "add_token", "release"} <= noted
    assert {act for act in noted if not has_words(act) and not _goes_on(act)} == set()


def _goes_on(act: str) -> bool:
    """A known verb, done to something that only the running code knows."""
    verb, _, thing = act.partition("_")
    return verb in VERBS and thing == CANNOT_TELL


def test_parts_of_an_event_have_words_for_all_that_is_done_to_them() -> None:
    nouns = [restoring.SESSION, *(part.noun for part in PARTS.values())]
    acts = {f"{verb}_{noun}" for verb in ("add", "edit", "delete", "restore") for noun in nouns}

    assert {act for act in acts | {f"order_{part.name}" for part in PARTS.values()} if not has_words(act)} == set()


def test_walk_sees_an_act_without_words_however_it_is_noted() -> None:
    source = Sources(
        ast.parse(
            """
def change(db, kind, *, after):
    desk.note(db, f"tickle_{kind}", "x:1")
    audit.note(db, actor, "fly" if after else "sink", "x:1", now)
    desk.note(db, elsewhere(), "x:1")

def act(db):
    change(db, "room", after=1)
    change(db, kind="track", after=1)
"""
        )
    )

    assert set(source.acts()) == {"tickle_room", "tickle_track", "fly", "sink", CANNOT_TELL}


@pytest.mark.parametrize(
    ("language", "said", "chosen"),
    [
        ("en", "Alice changed the session SOU 84", "changed the session"),
        ("fr", "Alice a modifié la session SOU 84", "a modifié la session"),
        ("ar", "Alice: تعديل الجلسة SOU 84", "تعديل الجلسة"),
    ],
)
def test_act_in_three_languages(language: str, said: str, chosen: str) -> None:
    reader = Reader(language, Site("https://events.example.org"))

    assert sentence("edit_session", Markup("Alice"), Markup("SOU 84"), reader) == said
    assert kind("edit_session", reader) == chosen


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_act_nobody_has_words_for_is_said_by_its_name(language: str) -> None:
    reader = Reader(language, Site("https://events.example.org"))

    said = sentence("shuffle_<b>cards", Markup("Alice"), Markup(""), reader)

    assert "shuffle &lt;b&gt;cards" in said
    assert not said.endswith((",", "،"))
    assert kind("shuffle_cards", reader) == "shuffle cards"


def test_subject_without_a_name_leaves_no_gap() -> None:
    reader = Reader("en", Site("https://events.example.org"))

    assert sentence("delete_room", Markup("Alice"), Markup(""), reader) == "Alice deleted the room"
    assert sentence("sign_in", Markup("Alice"), Markup("ignored"), reader) == "Alice logged in"


@pytest.mark.parametrize(
    "kind",
    [Organization, Person, Series, Event, Session, Venue, Room, Track, SessionType, ContactPoint, SessionPerson]
    + [AgendaItem, Document, Internal, Recording],
)
def test_every_field_that_a_change_can_name_has_a_name_on_the_page(kind: type[Any]) -> None:
    assert [name for name in kind.__struct_fields__ if name not in fields.FIELDS | dict.fromkeys(fields._UNSAID)] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Plan · https://example.org/plan · Language: French · Link"), ("ar", "الفرنسية")],
)
def test_what_a_document_was_is_said_in_words(db: DbSession, language: str, said: str) -> None:
    reader = Reader(language, Site("https://events.example.org"))
    document = {"title": {"und": "Plan"}, "url": "https://example.org/plan", "language": "fr", "kind": "link"}

    shown = fields.value_of([document], "documents", Names(db, (), reader, addresses=True), reader)

    plain = shown.striptags().replace("\N{NO-BREAK SPACE}", " ")
    assert said in plain
    assert "link" not in plain


@pytest.mark.parametrize("role", [*Role, *PersonRole, *EventRole])
def test_every_role_is_said_in_words(db: DbSession, role: str) -> None:
    reader = Reader("fr", Site("https://events.example.org"))

    assert str(role) != fields.value_of(str(role), "role", Names(db, (), reader, addresses=True), reader)


def test_editors_of_everything_are_editors(db: DbSession) -> None:
    reader = Reader("en", Site("https://events.example.org"))

    assert fields.value_of("editor", "role", Names(db, (), reader, addresses=True), reader) == "Editor"
