"""Documents are what they are served as, whole, and without programs."""

import pytest

from events_service.media.documents import document_ending
from events_service.media.refusals import BrokenDocument, DocumentWithPrograms, NotADocument
from tests.media import files


@pytest.mark.parametrize(
    ("sent", "ending"),
    [
        (files.pdf(), "pdf"),
        (files.pdf().replace(b"1.7", b"2.0") + b"\n" * 500, "pdf"),
        (files.docx(), "docx"),
        (files.docx(kind="presentationml.presentation"), "pptx"),
        (files.docx(kind="spreadsheetml.sheet"), "xlsx"),
        (files.odt(), "odt"),
        (files.odt("presentation"), "odp"),
        (files.odt("spreadsheet"), "ods"),
    ],
)
def test_document_is_known_by_what_is_in_it(sent: bytes, ending: str) -> None:
    assert document_ending(sent) == ending


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        files.SVG,
        files.SECRET,
        files.picture("GIF"),
        b"<html>" + files.pdf(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # Word 97
        files.archive({"index.html": files.SECRET}),
        files.archive({"word/document.xml": b"<w:document/>"}),
        files.archive({"content.xml": b"", "mimetype": b"application/vnd.oasis.opendocument.text"}),
        files.odt("text-master"),
    ],
)
def test_anything_else_is_refused(sent: bytes) -> None:
    with pytest.raises(NotADocument):
        document_ending(sent)


@pytest.mark.parametrize(
    "sent",
    [
        files.pdf()[:-30],
        files.pdf() + files.SECRET * 100,
        b"%PDF-" + files.SECRET,
        files.docx()[:-10],
        files.docx() + files.SECRET,
        b"PK\x03\x04" + bytes(50),
        files.archive({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}, comment=files.SECRET),
        files.archive({"[Content_Types].xml": b""}, before=b"PK\x03\x04" + files.SECRET),
    ],
)
def test_document_that_is_not_whole_or_more_than_one_is_refused(sent: bytes) -> None:
    with pytest.raises(BrokenDocument):
        document_ending(sent)


@pytest.mark.parametrize(
    "sent",
    [
        files.docx({"word/vbaProject.bin": b"x"}),
        files.docx({"word/activeX/activeX1.xml": b"x"}),
        files.archive({"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
        files.archive(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": b"Sub Main"}
        ),
    ],
)
def test_document_with_macros_is_refused(sent: bytes) -> None:
    with pytest.raises(DocumentWithPrograms):
        document_ending(sent)
