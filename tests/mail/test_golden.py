"""What each mail says, in each language, and what all of them must keep to."""

import re
from html.parser import HTMLParser

import pytest

from events_service.mail.letter import TOKEN, Link
from events_service.mail.render import compose, render
from events_service.mail.templates import ADDRESS_ENDS
from events_service.secret_links import Reference, make_token, read_token
from events_service.translations import translator
from tests.mail.golden import FOLDER, html_of, text_of
from tests.mail.letters import ALL_KINDS, KINDS, LOCALES, OFFICE, UID, make_context, make_queued

every_mail = pytest.mark.parametrize(("kind", "locale"), [(kind, locale) for kind in ALL_KINDS for locale in LOCALES])
about_an_event = pytest.mark.parametrize(("kind", "locale"), [(kind, locale) for kind in KINDS for locale in LOCALES])


class Links(HTMLParser):
    """Links with their text, and every other thing a mail program might fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.fetched: list[str] = []
        self._href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._href = given["href"]
            self.links[self._href] = ""
        if tag in ("img", "script", "link", "iframe", "object", "form") or "src" in given or "background" in given:
            self.fetched.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = ""

    def handle_data(self, data: str) -> None:
        if self._href:
            self.links[self._href] += data


@every_mail
def test_em_1_text_as_looked_at(kind: str, locale: str) -> None:
    assert text_of(kind, locale) == (FOLDER / f"{kind}.{locale}.txt").read_text(encoding="utf-8")


@every_mail
def test_em_1_html_as_looked_at(kind: str, locale: str) -> None:
    assert html_of(kind, locale) == (FOLDER / f"{kind}.{locale}.html").read_text(encoding="utf-8")


@every_mail
def test_em_1_text_lines_fit(kind: str, locale: str) -> None:
    lines = render(make_queued(kind, locale), OFFICE).text.split("\n")

    assert [line for line in lines if len(line) > 78 and " " in line.removesuffix(ADDRESS_ENDS)] == []


@every_mail
def test_address_stands_alone_and_does_not_turn_round(kind: str, locale: str) -> None:
    """After the "/" at its end comes a left-to-right mark, set off so that it is no part of the address."""
    lines = [line for line in render(make_queued(kind, locale), OFFICE).text.split("\n") if "https://" in line]

    if locale == "ar":
        assert [line for line in lines if not re.fullmatch(r"https://\S+ \u200e", line)] == []
    else:
        assert [line for line in lines[:-1] if not re.fullmatch(r"https://\S+", line)] == []


@every_mail
def test_em_1_text_and_html_hold_the_same_links(kind: str, locale: str) -> None:
    rendered = render(make_queued(kind, locale), OFFICE)
    links = {href for href in Links(rendered.html).links if href.startswith("https://")}

    assert {word for word in rendered.text.split() if word.startswith("https://")} == links


@every_mail
def test_em_9_links_of_one_domain_and_nothing_fetched(kind: str, locale: str) -> None:
    found = Links(render(make_queued(kind, locale), OFFICE).html)
    ours = [href for href in found.links if not href.startswith("mailto:")]

    assert found.fetched == []
    assert [href for href in ours if not href.startswith("https://events.example.org/")] == []
    assert [href for href in ours if "amina" in href] == []
    assert [(href, text) for href, text in found.links.items() if "://" in text and href != text] == []


@every_mail
def test_em_9_small(kind: str, locale: str) -> None:
    assert len(compose(make_queued(kind, locale), OFFICE).as_bytes()) < 30_000


@every_mail
def test_em_10_language_and_direction(kind: str, locale: str) -> None:
    html = render(make_queued(kind, locale), OFFICE).html
    direction = "rtl" if locale == "ar" else "ltr"

    assert f'<html lang="{locale}" dir="{direction}">' in html
    assert html.count(f'dir="{direction}"') >= 3
    assert "text-align: start" not in html
    assert "inline-start" not in html


@about_an_event
def test_em_13_what_every_mail_says(kind: str, locale: str) -> None:
    text = render(make_queued(kind, locale), OFFICE).text
    purpose = "confirm" if kind == "confirm_address" else "manage"

    said = [
        "Amina El Fassi",
        "05 37 20 59 03",
        "contact@ampcc.example",
        make_token(OFFICE.keys, Reference(purpose, UID)),
    ]
    assert [item for item in said if item not in text] == []


@about_an_event
def test_event_without_sessions_says_when_and_where(kind: str, locale: str) -> None:
    text = render(make_queued(kind, locale, context=make_context(sessions=[], whole=True)), OFFICE).text

    when = {"en": "When: 20 to 24", "fr": "Quand\u202f: du 20 au 24", "ar": "متى: من 20 إلى 24"}
    assert when[locale] in text
    assert "None" not in text


def test_waitlisted_promises_nothing() -> None:
    text = render(make_queued("waitlisted"), OFFICE).text

    assert "Number 3 on the list today. The order can change" in text


@pytest.mark.parametrize(("locale", "word"), [("en", "number"), ("fr", "rang"), ("ar", "الرتبة")])
def test_turn_on_a_waiting_list_has_one_word_in_pages_and_mails(locale: str, word: str) -> None:
    pages = ("Waiting list, number {position}", "You are number {position} for the event itself.")
    text = render(make_queued("waitlisted", locale), OFFICE).text.lower()

    assert [word in translator(locale).gettext(msgid).lower() for msgid in pages] == [True, True]
    assert text.count(word) == 2


@pytest.mark.parametrize("kind", ["confirm_address", "promoted"])
def test_letter_queued_by_an_earlier_version_is_still_written(kind: str) -> None:
    text = render(make_queued(kind, context=make_context()), OFFICE).text

    assert "SOU 84 · Cooperation between towns" in text


@pytest.mark.parametrize(
    ("locale", "whole", "said"),
    [
        ("en", True, "As long as registration is open, you can register again on the page of the event;"),
        ("en", False, "As long as registration for a session is open, you can add it again with the address above;"),
        ("fr", True, "Tant que les inscriptions sont ouvertes, vous pouvez vous inscrire à nouveau"),
        ("fr", False, "Tant que l’inscription à une session est ouverte, vous pouvez l’ajouter à nouveau"),
        ("ar", True, "التسجيل من جديد في صفحة الحدث ما دام التسجيل مفتوحا"),
        ("ar", False, "إضافة الجلسة من جديد عبر العنوان أعلاه ما دام التسجيل فيها مفتوحا"),
    ],
)
def test_who_gave_back_by_mistake_is_promised_what_may_be_possible(locale: str, whole: bool, said: str) -> None:
    queued = make_queued("cancelled", locale, context=make_context(whole=whole))

    assert said in " ".join(render(queued, OFFICE).text.split())


def test_links_hidden_for_readers_who_are_not_the_recipient() -> None:
    links = {"confirm": Link(("en", TOKEN), Reference("confirm", UID)), "first": Link(("en", "first"))}
    queued = make_queued("confirm_address", links=links)

    shown, hidden = render(queued, OFFICE), render(queued, OFFICE, hide_links=True)

    token = shown.text.split("https://events.example.org/en/", 1)[1].split("/")[0]
    assert read_token(OFFICE.keys, "confirm", token) == Reference("confirm", UID)
    assert token not in hidden.text + hidden.html
    assert "https://events.example.org/en/%E2%80%A6/" in hidden.text


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Sunday 26 October 2025, 02:30 UTC+02 to 02:00 UTC+01 (Paris)"),
        ("fr", "dimanche 26 octobre 2025, 2 h 30 UTC+02 – 2 h UTC+01 (Paris)"),
        ("ar", "الأحد 26 أكتوبر 2025، من 02:30 \u2066UTC+02\u2069 إلى 02:00 \u2066UTC+01\u2069 (باريس)"),
    ],
)
def test_hour_that_comes_twice_is_told_apart(locale: str, said: str) -> None:
    context = make_context()
    night = context["sessions"][0] | {"start": "2025-10-26T02:30:00+02:00", "end": "2025-10-26T02:00:00+01:00"}
    event = context["event"] | {"timezone": "Europe/Paris", "city": {}}
    queued = make_queued("confirmation", locale, context=context | {"event": event, "sessions": [night]})

    text = render(queued, OFFICE).text

    assert said in text.replace("\u00a0", " ").replace("\n(", " (")
