"""What a reader gets: words, texts in the language there is, names and addresses."""

from events_service.web.reader import Reader
from tests.factories.views import SITE


def test_text_in_the_reader_s_language_is_bare() -> None:
    reader = Reader("fr", SITE)

    assert reader.text({"fr": "L’eau & <b>", "en": "Water"}) == "L’eau &amp; &lt;b&gt;"
    assert reader.fell_back == set()


def test_text_in_another_language_carries_it_and_is_remembered() -> None:
    reader = Reader("en", SITE)

    assert reader.text({"ar": "الماء"}) == '<bdi lang="ar" dir="rtl">الماء</bdi>'
    assert reader.text({"und": "Eau"}) == '<bdi lang="" dir="auto">Eau</bdi>'
    assert reader.text({}) == ""
    assert reader.fell_back == {"ar", "und"}


def test_fallback_follows_the_event_s_order() -> None:
    assert Reader("ar", SITE, ("fr", "en")).plain({"en": "Water", "fr": "Eau"}) == "Eau"


def test_sentence_names_the_language_of_a_text() -> None:
    assert Reader("en", SITE).only_in({"ar": "الماء"}) == "This text is available in Arabic only."
    assert Reader("fr", SITE).only_in({"en": "Water"}) == "Ce texte n’existe qu’en anglais."
    assert Reader("en", SITE).only_in({"en": "Water"}) == ""
    assert Reader("en", SITE).only_in({"und": "Eau"}) == ""
    assert Reader("en", SITE).only_in({}) == ""


def test_lists_are_joined_as_the_language_does() -> None:
    assert Reader("en", SITE).listed(["A", "B", "C&D"]) == "A, B and C&amp;D"
    assert Reader("fr", SITE).listed(["A", "B"]) == "A et B"
    assert Reader("ar", SITE).commas(["أ", "ب"]) == "أ، ب"


def test_shared_language_of_several_texts() -> None:
    reader = Reader("fr", SITE)

    assert reader.shared_language([{"en": "a"}, {"en": "b"}]) == "en"
    assert reader.shared_language([{"en": "a"}, {"fr": "b"}]) is None
    assert reader.shared_language([]) is None


def test_addresses_carry_the_language() -> None:
    reader = Reader("ar", SITE)

    assert reader.page("forum-7", query={"q": "ماء"}) == "/ar/forum-7/?q=%D9%85%D8%A7%D8%A1"
    assert reader.file("forum-7", "calendar.ics") == "/ar/forum-7/calendar.ics"


def test_plural_and_values_are_said_safely() -> None:
    reader = Reader("ar", SITE)

    assert reader.say_many("{count} session", "{count} sessions", 3) == "3 جلسات"
    assert reader.say("Part of {event}", event="<b>") == "في إطار &lt;b&gt;"
