import json
import re
from pathlib import Path

import pytest

from events_service import resources
from events_service.mail.templates import environment, known_locale
from tests.mail.letters import ALL_KINDS, LOCALES

FOLDER = resources.email_templates()


def test_every_mail_in_every_language() -> None:
    wanted = {
        f"{kind}/{locale}/{name}"
        for kind in ALL_KINDS
        for locale in LOCALES
        for name in ("subject.txt", "body.txt", "body.html")
    }
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("[a-z]*/*/*")}

    assert found == wanted


def test_languages_share_the_same_words() -> None:
    words = [json.loads((FOLDER / "_base" / locale / "words.json").read_text()) for locale in LOCALES]

    assert [(set(each), set(each["states"])) for each in words[1:]] == [(set(words[0]), set(words[0]["states"]))] * 2


def test_french_has_its_spaces_and_apostrophes() -> None:
    texts = [path.read_text() for path in FOLDER.rglob("fr/*.*")]
    said = [re.sub(r"\{[{%].*?[%}]\}|<[^>]+>|\"[a-z_]+\":", "", text, flags=re.DOTALL) for text in texts]

    assert [found for text in said for found in re.findall(r"\w'\w|[^\u202f\s\"],? ?[;?!»]|« ", text)] == []


def test_arabic_without_tatweel_and_with_its_own_punctuation() -> None:
    texts = [path.read_text() for path in FOLDER.rglob("ar/*.*")]
    said = [re.sub(r"\{[{%].*?[%}]\}|<[^>]+>|\"[a-z_]+\":", "", text, flags=re.DOTALL) for text in texts]

    assert [found for text in said for found in re.findall(r"ـ|[\u0600-\u06ff] ?[,?;]", text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_styles_inlined_with_the_languages_sides(locale: str) -> None:
    source, _, _ = environment(locale).loader.get_source(environment(locale), "pieces.html")  # type: ignore[union-attr]
    side = "right" if locale == "ar" else "left"

    assert f"border-{side}: 3px solid {{{{ palette.accent }}}}" in source
    assert re.findall(r"inline-(?:start|end)|q\d+q|accent-light", source) == []
    assert source.count("{%") == (FOLDER / "_base" / "pieces.html").read_text().count("{%")


def test_inlined_once_per_language() -> None:
    environment("fr").get_template("confirmation/body.html")

    assert environment("fr").get_template("confirmation/body.html") is environment("fr").get_template(
        "confirmation/body.html"
    )
    assert environment("fr") is environment("fr")


@pytest.mark.parametrize(
    ("asked", "written"), [("fr", "fr"), ("fr-MA", "fr"), ("AR", "ar"), ("pt", "en"), ("", "en"), ("und", "en")]
)
def test_known_locale(asked: str, written: str) -> None:
    assert known_locale(asked) == written


def test_template_of_a_folder_above_not_found(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="words.json"):
        environment("en", tmp_path)
