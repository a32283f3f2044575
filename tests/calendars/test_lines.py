"""Content lines: escaping, parameters, folding."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service import languages
from events_service.calendars.lines import (
    WIDTH,
    day,
    duration,
    escaped,
    fold,
    mailto,
    quoted,
    text,
    texts,
    uri,
    utc,
    written,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
JOINED = (
    FAMILY,
    "e\u0301",  # a letter and its accent
    "\u0645\u064f\u0651",  # an Arabic letter and two marks
    "\U0001f1f2\U0001f1e6",  # a flag
    "\U0001f44b\U0001f3fd",  # a hand and its colour
    "\u0915\u094d\u0937\u0940",  # a Devanagari cluster
    "\u1112\u1161\u11ab",  # Hangul in parts
    "\u2764\ufe0f",  # a heart and how to draw it
    "\u06dd7",  # an Arabic sign around the digit after it
)
anything = st.text(st.characters(codec="utf-8"), max_size=400)
awkward = st.lists(
    st.sampled_from((*JOINED, "a", " ", "\\", ";", ",", "\n", "\t", '"', "ب", "é", "漢", "\U0001f600", ":")),
    max_size=120,
).map("".join)


@given(awkward | anything)
def test_ic_1_fold_keeps_to_75_octets_and_gives_the_line_back(said: str) -> None:
    line = text("SUMMARY", said, "ar")

    body = fold(line).encode()

    assert all(len(piece) <= WIDTH for piece in body.split(b"\r\n"))
    assert all(piece.decode() for piece in body.split(b"\r\n"))
    assert body.replace(b"\r\n ", b"").decode() == line


@pytest.mark.parametrize("cluster", JOINED)
def test_ic_1_fold_never_parts_what_readers_see_as_one(cluster: str) -> None:
    for padding in range(WIDTH):
        pieces = fold("SUMMARY:" + "x" * padding + cluster + "y" * 80).split("\r\n ")

        assert sum(cluster in piece for piece in pieces) == 1


def test_ic_1_fold_parts_flags_only_between_two() -> None:
    flags = "\U0001f1f2\U0001f1e6" * 30

    pieces = fold("SUMMARY:" + flags).split("\r\n ")

    assert [len(piece.removeprefix("SUMMARY:")) % 2 for piece in pieces] == [0] * len(pieces)


def test_ic_1_fold_parts_a_cluster_longer_than_a_line() -> None:
    endless = "SUMMARY:a" + "\u0301" * 200

    body = fold(endless).encode()

    assert max(map(len, body.split(b"\r\n"))) <= WIDTH
    assert body.replace(b"\r\n ", b"").decode() == endless


@pytest.mark.parametrize("padding", range(70))
def test_ic_1_fold_never_parts_an_escape(padding: int) -> None:
    pieces = fold("SUMMARY:" + "x" * padding + escaped("\\,\n;") * 30).split("\r\n ")

    for piece in pieces:
        assert re.fullmatch(r"(?:[^\\]|\\.)*", piece)


def test_ic_1_written_ends_every_line_and_leaves_out_what_is_not_there() -> None:
    assert written(("BEGIN:VEVENT", None, "", "END:VEVENT")) == b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"


def test_ic_2_text_escapes_four_things_and_nothing_else() -> None:
    assert text("SUMMARY", 'a\\b;c,d\ne:f"g', "en") == 'SUMMARY;LANGUAGE=en:a\\\\b\\;c\\,d\\ne:f"g'


def test_ic_2_texts_are_parted_by_commas() -> None:
    assert texts("CATEGORIES", ("a,b", "c;d", "e\nf")) == "CATEGORIES:a\\,b,c\\;d,e f"


@pytest.mark.parametrize("tag", ["", "und", 'en"', "en:x", "en;X=y", "en\r\n", "français", "a", "x" * 9])
def test_ic_2_language_that_is_none_is_left_out(tag: str) -> None:
    assert text("SUMMARY", "a", tag) == "SUMMARY:a"


@pytest.mark.parametrize("tag", ["en", "fr-MA", "zh-Hant", "es-419"])
def test_ic_2_language_is_named(tag: str) -> None:
    assert text("SUMMARY", "a", tag) == f"SUMMARY;LANGUAGE={tag}:a"


def test_ic_2_quotes_and_controls_are_removed_from_parameters() -> None:
    assert quoted('The "A", B: C;\r\nD\x00') == '"The A, B: C; D"'


@given(anything)
def test_ic_2_text_never_holds_what_breaks_a_line(said: str) -> None:
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", text("SUMMARY", said))


@pytest.mark.parametrize(
    ("address", "written_as"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        (" https://example.org/ ", "https://example.org/"),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/\r\nATTENDEE:x", None),
        ("https://example.org/a b", None),
        ("https://example.org/\u202eb", None),
        ("javascript:alert(1)", None),
        ("hhttps://example.org/", None),
        ("www.example.org", None),
        ("https://", None),
        ("https://[::1", None),
        ("https://example.org:port/", None),
        ("", None),
    ],
)
def test_uri_is_an_absolute_web_address_or_nothing(address: str, written_as: str | None) -> None:
    assert uri(address) == written_as


@pytest.mark.parametrize(
    ("address", "written_as"),
    [
        ("a.b+c@example.org", "mailto:a.b+c@example.org"),
        ("a@example.org\r\nX:y", None),
        ("a b@example.org", None),
        ("é@example.org", None),
        ("example.org", None),
    ],
)
def test_mailto_is_a_plain_address_or_nothing(address: str, written_as: str | None) -> None:
    assert mailto(address) == written_as


def test_times_are_written_in_utc() -> None:
    moment = datetime(2018, 11, 21, 9, 30, 5, 999, timezone(timedelta(hours=1)))

    assert utc(moment) == "20181121T083005Z"
    assert utc(datetime(987, 1, 2, 3, 4, tzinfo=UTC)) == "09870102T030400Z"
    assert day(date(2018, 11, 2)) == "20181102"
    assert duration(timedelta(minutes=-15)) == "-PT15M"
    assert duration(timedelta(hours=2)) == "PT120M"


@given(anything)
def test_cleaning_asks_first_and_answers_the_same(said: str) -> None:
    thorough = languages._UNPRINTABLE.sub("", languages._LINE_ENDS.sub("\n", said))

    assert languages.cleaned(said) == thorough
    assert languages.one_line(said) == re.sub(r"\s+", " ", thorough).strip()
