"""Stored releases live for ever: each format there ever was is read, and what it says is not changed."""

import hashlib
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service.programme import stored
from events_service.programme.changes import compare
from events_service.programme.programme import FORMAT
from tests.factories.maximal import maximal_draft
from tests.factories.programme import make_programme, make_session, programme_of

GOLDEN = Path(__file__).parents[1] / "data" / "programmes"


def golden(number: int) -> bytes:
    return (GOLDEN / f"format-{number}.json").read_bytes().strip()


def test_decode_gives_what_was_encoded() -> None:
    for programme in (programme_of(), make_programme(40), structs.replace(maximal_draft(), format=FORMAT)):
        payload, digest = stored.encode(programme)

        assert stored.decode(payload, FORMAT) == programme
        assert digest == hashlib.sha256(zlib.decompress(payload)).hexdigest()


def test_digest_is_that_of_the_content() -> None:
    one, other = make_programme(10), make_programme(10, seed=1)

    assert stored.encode(one) == stored.encode(make_programme(10))
    assert stored.encode(one)[1] != stored.encode(other)[1]


def test_languages_are_stored_in_one_order_whatever_was_typed_first() -> None:
    said = {"it": "Acqua", "de": "Wasser"}
    one, other = (
        programme_of(make_session(title=dict(items), uid="s", slug="s"))
        for items in (said.items(), reversed(said.items()))
    )

    assert stored.encode(one) == stored.encode(other)
    assert [*stored.decode(stored.encode(one)[0], FORMAT).sessions[0].title] == ["de", "it"]


def test_changes_are_stored_whole() -> None:
    before, after = make_programme(20), make_programme(20, seed=1)
    changes = compare(before, after)
    assert len(changes) == 40

    assert stored.decode_changes(stored.encode_changes(changes)) == changes


def test_whom_a_programme_names_is_read_without_making_it() -> None:
    for programme in (programme_of(), make_programme(40), structs.replace(maximal_draft(), format=FORMAT)):
        assert stored.decode_mentioned(stored.encode(programme)[0], FORMAT) == stored.Mentioned(
            frozenset(person.uid for person in programme.people),
            frozenset(body.uid for body in programme.organizations),
        )


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_golden_programme_of_each_format_is_read(number: int) -> None:
    programme = stored.decode(zlib.compress(golden(number)), number)

    assert programme.format == FORMAT
    assert programme.event.slug == "event-slug"
    assert programme.event.title == {"en": "event-title in English", "ar": "event-title بالعربية"}
    assert [session.revision for session in programme.sessions] == [0]
    assert [session.start_at for session in programme.sessions] == [datetime(2026, 11, 20, 9, 30, tzinfo=UTC)]
    assert [stone.slug for stone in programme.tombstones] == ["sessions-2-slug"]
    assert programme.sessions[0].agenda[0].items[0].items[0].title["en"].endswith("-title in English")
    assert compare(programme, programme) == ()


def test_golden_programme_of_this_format_is_written_byte_for_byte() -> None:
    """A field added since is at its default there, and left out again: nothing that was published changes."""
    programme = stored.decode(zlib.compress(golden(FORMAT)), FORMAT)

    assert zlib.decompress(stored.encode(programme)[0]) == golden(FORMAT)


def test_every_older_format_has_an_upcaster_and_a_golden_programme() -> None:
    assert set(stored.UPCASTERS) == set(range(1, FORMAT))
    assert {path.name for path in GOLDEN.iterdir()} == {f"format-{number}.json" for number in range(1, FORMAT + 1)}


def test_upcasters_run_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if two formats had come since: the first renamed a field, the second one more."""

    def first(value: dict[str, Any]) -> dict[str, Any]:
        return value | {"event": value["event"] | {"motto": value["event"].pop("slogan")}}

    def second(value: dict[str, Any]) -> dict[str, Any]:
        return value | {"event": value["event"] | {"theme": value["event"].pop("motto")}}

    monkeypatch.setattr(stored, "FORMAT", 3)
    monkeypatch.setattr(stored, "UPCASTERS", {1: first, 2: second})
    programme = programme_of()
    old = msgspec.to_builtins(programme)
    old["event"]["slogan"] = {"en": "Water first"}

    read = stored.decode(zlib.compress(msgspec.json.encode(old)), 1)

    event = structs.replace(programme.event, theme={"en": "Water first"})
    assert read == structs.replace(programme, format=3, event=event)


def test_field_nobody_knows_is_refused() -> None:
    unknown = msgspec.json.encode(msgspec.to_builtins(programme_of()) | {"surprise": 1})

    with pytest.raises(msgspec.ValidationError, match="unknown field `surprise`"):
        stored.decode(zlib.compress(unknown), FORMAT)


@given(st.dictionaries(st.sampled_from(["en", "fr", "ar", "pt"]), st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_is_stored_as_it_is(title: dict[str, str]) -> None:
    programme = programme_of()
    said = structs.replace(programme, event=structs.replace(programme.event, title=title))

    assert stored.decode(stored.encode(said)[0], FORMAT) == said
