"""Which texts are missing in which language."""

from events_service.programme.completeness import Count, What, counted, texts_of
from events_service.programme.programme import AgendaItem, Programme
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_room,
    make_session,
    make_track,
    programme_of,
)

ALL = ("en", "fr", "ar")
BOTH = {"en": "Water", "fr": "Eau"}
EVERY = {"en": "Water", "fr": "Eau", "ar": "الماء"}


def missing(programme: Programme, what: What) -> list[tuple[str, ...]]:
    return [text.missing for text in texts_of(programme) if text.what is what]


def test_titles_always_count_and_descriptions_where_somebody_wrote_one() -> None:
    programme = programme_of(
        make_session(title={"en": "Water"}, slug="a", description={"fr": "Texte"}),
        make_session(title=EVERY, slug="b"),
        make_session(title={}, slug="c", description={"en": ""}),
    )

    assert missing(programme, What.SESSION_TITLE) == [("fr", "ar"), (), ALL]
    assert missing(programme, What.SESSION_DESCRIPTION) == [("en", "ar")]


def test_empty_text_is_missing() -> None:
    assert missing(programme_of(make_session(title={"en": "Water", "fr": "", "ar": "الماء"})), What.SESSION_TITLE) == [
        ("fr",)
    ]


def test_of_the_event() -> None:
    event = make_event(title=BOTH, theme={"ar": "الماء"}, languages=("fr", "ar"))
    programme = programme_of(event=event)

    assert missing(programme, What.EVENT_TITLE) == [("ar",)]
    assert missing(programme, What.EVENT_THEME) == [("fr",)]
    assert missing(programme, What.EVENT_DESCRIPTION) == []


def test_objectives_and_agenda_are_missing_where_one_of_their_lines_is() -> None:
    nested = AgendaItem({"en": "Break"}, items=(AgendaItem(BOTH), AgendaItem({})))
    session = make_session(title=EVERY, objectives=(EVERY, BOTH), agenda=(AgendaItem(EVERY), nested))
    silent = make_session(title=EVERY, slug="silent", agenda=(AgendaItem({}),))
    programme = programme_of(session, silent)

    assert missing(programme, What.SESSION_OBJECTIVES) == [("ar",)]
    assert missing(programme, What.SESSION_AGENDA) == [("fr", "ar")]


def test_person_has_one_name_in_languages_written_alike() -> None:
    amina = make_person(biography={"fr": "Née à Fès"})
    programme = programme_of(
        people=(amina, make_person(name={"ar": "يوسف"}, slug="youssef"), make_person(name=EVERY, slug="both")),
        organizations=(make_organization(name={"en": "Towns"}),),
    )

    assert missing(programme, What.PERSON) == [("ar",), ("en", "fr"), ()]
    assert missing(programme, What.BIOGRAPHY) == [("en", "ar")]
    assert missing(programme, What.ORGANIZATION) == [("fr", "ar")]


def test_counts_by_kind_and_language_and_leaves_out_what_there_is_none_of() -> None:
    event = make_event(title=BOTH, languages=("en", "ar"))
    rooms = (make_room(name=EVERY), make_room(name={"en": "Two"}, slug="two"))
    programme = programme_of(event=event, rooms=rooms, tracks=(make_track(name=BOTH),))

    counts = counted(texts_of(programme), event.languages)

    assert counts == {
        (What.EVENT_TITLE, "en"): Count(0, 1),
        (What.EVENT_TITLE, "ar"): Count(1, 1),
        (What.ROOM, "en"): Count(0, 2),
        (What.ROOM, "ar"): Count(1, 2),
        (What.TRACK, "en"): Count(0, 1),
        (What.TRACK, "ar"): Count(1, 1),
    }


def test_names_and_codes_lead_to_the_record() -> None:
    session = make_session(title={"en": "Water"}, code="SOU 84")

    found = next(text for text in texts_of(programme_of(session)) if text.what is What.SESSION_TITLE)

    assert (found.uid, found.code, found.name) == (session.uid, "SOU 84", {"en": "Water"})
