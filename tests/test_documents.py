"""What the documents for organizers promise: pictures that are there, links that lead somewhere, every address."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.accounts.matrix import read
from tests.support.needs import CHECKOUT

DOCUMENTS = sorted([CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md")])
PICTURES = CHECKOUT / "docs" / "pictures"
LARGEST = 60_000
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_OF_EVENT = "/console/events/{slug}"


def anchors(document: Path) -> set[str]:
    """As readers of Markdown make them of headings."""
    headings = _HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_what_is_there(document: Path) -> None:
    for link in _LINK.findall(document.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_document_is_linked_from_the_readme() -> None:
    links = set(_LINK.findall((CHECKOUT / "README.md").read_text(encoding="utf-8")))

    assert [path.name for path in DOCUMENTS if path.parent.name == "docs" and f"docs/{path.name}" not in links] == []


def test_every_picture_is_shown_said_in_words_and_small() -> None:
    shown = {}
    for document in DOCUMENTS:
        for said, link in _PICTURE.findall(document.read_text(encoding="utf-8")):
            shown[(document.parent / link).resolve()] = said

    assert sorted(path.name for path in shown) == sorted(path.name for path in PICTURES.iterdir())
    for path, said in shown.items():
        assert len(said) > 5
        assert path.stat().st_size < LARGEST, path.name
        with Image.open(path) as picture:
            assert (path.suffix, picture.mode) == (".png", "P")


def test_every_page_of_the_console_has_its_address_in_the_documents() -> None:
    told = re.findall(r"`([^`]+)`", (CHECKOUT / "docs" / "console.md").read_text(encoding="utf-8"))
    pages = {row.path.rstrip("/") for row in read() if row.method == "GET" and row.path.startswith("/console")}
    asked_for_by_scripts = re.compile(r"\.(json|css|csv)$|\.\{kind\}$|/(html|attachments/\{number\})$|^/console$")
    known = {path.rstrip("/") for path in told} | {_OF_EVENT + path.rstrip("/") for path in told}

    assert {path for path in pages if not asked_for_by_scripts.search(path)} - known == set()
