"""Names are made here: what comes from outside is none."""

import pytest

from events_service.media.names import is_name, name_in, names_within, photo_in, small_name, whole_name

DIGEST = "0123456789abcdef" * 4
NAME = f"{DIGEST}.jpg"


@pytest.mark.parametrize("name", [NAME, f"{DIGEST}-small.jpg", f"{DIGEST}.pdf", f"{DIGEST}.docx"])
def test_digest_with_a_known_ending_is_a_name(name: str) -> None:
    assert is_name(name)


T_PATH = (
    "../../etc/passwd",
    f"../{NAME}",
    f"..%2f{NAME}",
    f"%2e%2e/{NAME}",
    f"..\\{NAME}",
    f"/{NAME}",
    f"C:\\{NAME}",
    f"{NAME}\x00",
    f"{NAME}\n",
    f"{DIGEST}.jpg/../x",
    f"{DIGEST}.svg",
    f"{DIGEST}.html",
    f"{DIGEST}.JPG",
    f"{DIGEST.upper()}.jpg",
    f"{DIGEST[1:]}.jpg",
    f"{DIGEST}0.jpg",
    "",
    ".",
    "..",
)
"""T-PATH-1."""


@pytest.mark.parametrize("said", T_PATH)
def test_anything_else_is_none(said: str) -> None:
    assert not is_name(said)
    assert name_in(f"/media/{said}") is None


def test_reference_is_told_from_addresses_elsewhere() -> None:
    assert name_in(f"/media/{NAME}") == NAME
    assert [name_in(said) for said in (None, "", NAME, "https://example.org/a.jpg", f"https://e.org/media/{NAME}")] == [
        None
    ] * 5
    assert (photo_in(f"/media/{NAME}"), photo_in(f"/media/{DIGEST}.pdf")) == (NAME, None)


def test_small_picture_is_named_after_the_whole_one() -> None:
    assert (small_name(NAME), whole_name(small_name(NAME))) == (f"{DIGEST}-small.jpg", NAME)


def test_references_are_found_within_any_text() -> None:
    text = f'{{"photo":"/media/{DIGEST}-small.jpg","text":"see [it](/media/{DIGEST}.pdf), or /media/x.pdf"}}'

    assert names_within(text) == {NAME, f"{DIGEST}.pdf"}
