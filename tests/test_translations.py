"""The catalogues: complete, in the pinned plural order, in the glossary's words, and never more than text."""

import re

import pytest

from events_service.languages import INTERFACE_LANGUAGES
from events_service.translations import catalog, filled, filled_safely, translator
from tests.support import messages

PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
_PLACE = re.compile(r"\{[a-z_]+\}")


def _entries(language: str) -> dict[messages.Msgid, tuple[str, ...]]:
    found: dict[messages.Msgid, tuple[str, ...]] = {}
    for message in catalog(language):
        if message.id:
            msgid = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            found[msgid] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_catalogue_holds_exactly_what_is_said(language: str) -> None:
    assert set(_entries(language)) == messages.said()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_no_translation_is_empty(language: str) -> None:
    assert [msgid for msgid, said in _entries(language).items() if not said or not all(said)] == []


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_plural_order_is_pinned(language: str) -> None:
    head = (messages.PACKAGE / "locales" / f"{language}.po").read_text(encoding="utf-8").split("\n\n")[0]

    assert [line for line in head.splitlines() if "Plural-Forms" in line] == [f'"Plural-Forms: {PLURALS[language]}\\n"']
    forms = {"en": 2, "fr": 2, "ar": 6}[language]
    assert {len(said) for msgid, said in _entries(language).items() if not isinstance(msgid, str)} == {forms}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_translations_have_the_places_of_their_msgid(language: str) -> None:
    """A plural form for one or two may say the number in words instead."""
    wrong = []
    for msgid, said in _entries(language).items():
        places = set(_PLACE.findall(msgid if isinstance(msgid, str) else msgid[1]))
        for form in said:
            missing = places - set(_PLACE.findall(form)) - (set() if isinstance(msgid, str) else {"{count}"})
            if missing or not set(_PLACE.findall(form)) <= places:
                wrong.append((msgid, form))
    assert wrong == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا جلسات"),
        (1, "جلسة واحدة"),
        (2, "جلستان"),
        (3, "3 جلسات"),
        (10, "10 جلسات"),
        (11, "11 جلسة"),
        (99, "99 جلسة"),
        (100, "100 جلسة"),
        (103, "103 جلسات"),
    ],
)
def test_arabic_has_six_kinds_of_plural(number: int, said: str) -> None:
    sentence = translator("ar").ngettext("{count} session", "{count} sessions", number)

    assert filled(sentence, {"count": number}) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 session"), (1, "1 session"), (2, "2 sessions")])
def test_french_counts_nought_as_one(number: int, said: str) -> None:
    sentence = translator("fr").ngettext("{count} session", "{count} sessions", number)

    assert filled(sentence, {"count": number}) == said


def test_french_sets_its_marks_apart_with_narrow_blanks() -> None:
    plain_blank = re.compile(r"(?<=\S) [;:!?»]|« ")
    texts = [form for said in _entries("fr").values() for form in said]

    assert [text for text in texts if plain_blank.search(text) or "'" in text] == []


def test_french_glues_no_name_to_a_preposition_it_would_melt_with() -> None:
    """`Programme de Le Havre`, `à Les Sables`: which names melt with the word before them, nobody can tell."""
    glued = re.compile(r"(?:\b(?:de|du|des|à|au|aux)|d’) \{(?:event|place|title|name|organization|person|room)\}")

    assert [said for entry in _entries("fr").values() for said in entry if glued.search(said)] == []


def test_arabic_uses_its_own_comma_and_question_mark_and_no_tatweel() -> None:
    texts = [form for said in _entries("ar").values() for form in said]
    arabic = [text for text in texts if re.search("[\u0600-\u06ff]", text)]

    assert [text for text in arabic if "ـ" in text or "?" in text or re.search("[\u0600-\u06ff],", text)] == []


@pytest.mark.parametrize(
    ("msgid", "french", "arabic"),
    [
        ("Programme", "Programme", "البرنامج"),
        ("Organized by", "Organisé par", "الجهة المنظمة"),
        ("Co-host", "Co-organisateur", "الشريك في التنظيم"),
        ("Under the patronage of", "Sous le patronage de", "تحت رعاية"),
        ("At the same time", "Au même moment", "في الوقت نفسه"),
        ("Agenda", "Ordre du jour", "جدول الأعمال"),
        ("Objectives", "Objectifs", "الأهداف"),
        ("Track", "Parcours", "المحور"),
        ("Place", "Lieu", "المكان"),
        ("Room", "Salle", "القاعة"),
        ("Moderator", "Modérateur·rice", "مسيّر(ة)"),
        ("To be confirmed", "À confirmer", "في انتظار التأكيد"),
        ("Time to be announced", "Horaire à préciser", "الوقت يحدد لاحقا"),
        ("Register", "S’inscrire", "التسجيل"),
        ("Cancelled", "Annulé", "ملغى"),
        ("Postponed", "Reporté", "مؤجل"),
        ("Online", "En ligne", "عن بعد"),
        ("Add to calendar", "Ajouter à l’agenda", "إضافة إلى التقويم"),
        ("Calendar", "Agenda", "التقويم"),
        ("What changed", "Ce qui a changé", "ما الذي تغيّر"),
        ("Notice", "Avis", "إعلان"),
        ("Outputs", "Livrables", "المخرجات"),
        ("Action plan", "Plan d’action", "خطة العمل"),
        ("Country group", "Groupe-pays", "مجموعة البلد"),
        ("Stands", "Stands", "الأروقة"),
    ],
)
def test_terms_are_the_glossary_s(msgid: str, french: str, arabic: str) -> None:
    assert translator("fr").gettext(msgid) == french
    assert translator("ar").gettext(msgid) == arabic


def test_words_that_readers_do_not_know_stay_out() -> None:
    """The organizers' words, not the code's: no release, draft, seat, slice, admission or slug."""
    unwanted = re.compile(r"\b(release|released|draft|seat|slice|admission|slug)\b", re.IGNORECASE)
    on_screen = [_PLACE.sub("", form) for said in _entries("en").values() for form in said]

    assert [text for text in on_screen if unwanted.search(text)] == []


def test_unknown_language_is_answered_in_english() -> None:
    assert translator("pt").gettext("Programme") == "Programme"


def test_what_fills_a_place_is_not_looked_at_again() -> None:
    assert filled("{first} {second}", {"first": "{second}", "second": "x"}) == "{second} x"
    assert filled("{first}", {}) == "{first}"


def test_markup_is_escaped_in_sentence_and_values() -> None:
    said = filled_safely("<b> & {name}", {"name": "<script>{name}"})

    assert said == "&lt;b&gt; &amp; &lt;script&gt;{name}"
