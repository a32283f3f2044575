"""Documents: looked at closely enough to know that they are what they are served as. Pure.

They are kept as they came, and nobody's browser is asked to show them: see how they are served.
"""

import re
import zipfile
import zlib
from io import BytesIO

from events_service.media.names import TYPES
from events_service.media.refusals import BrokenDocument, DocumentWithPrograms, NotADocument

_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_LAST = 1024
"""Where readers of PDF look for its end."""
_LONGEST_LIST = 1_000_000
_MOST_PARTS = 20_000
_END = 22
"""Bytes of the end of an archive that carries no comment."""
_MAIN_PARTS = {
    "docx": b"wordprocessingml.document.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
_OPEN_DOCUMENTS = {TYPES[ending].encode(): ending for ending in ("odt", "odp", "ods")}
_PROGRAMS = re.compile(
    r"(?i)(?:^|/)(?:vbaProject\.bin|vbaData\.xml|macros?|Basic|Scripts|activeX|embeddings/.*\.bin)(?:/|$)"
)


def document_ending(content: bytes) -> str:
    """`pdf`, `docx` …: what it is. NotADocument, BrokenDocument or DocumentWithPrograms."""
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    raise NotADocument


def _pdf(content: bytes) -> str:
    end = content[-_LAST:]
    if not _PDF.match(content) or b"%%EOF" not in end or b"startxref" not in content[-2 * _LAST :]:
        raise BrokenDocument
    return "pdf"


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            # Something else may stand before or behind an archive, and be what another program sees.
            if not parts or len(parts) > _MOST_PARTS or min(part.header_offset for part in parts) != 0:
                raise BrokenDocument
            if content[-_END:][:4] != b"PK\x05\x06":
                raise BrokenDocument
            ending = _office(archive, parts) or _open_document(archive, parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as problem:
        raise BrokenDocument from problem
    if ending is None:
        raise NotADocument
    if any(_PROGRAMS.search(part.filename) for part in parts):
        raise DocumentWithPrograms
    return ending


def _office(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str | None:
    """What the list of content types (ECMA-376 part 2) says its main part is."""
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        return None
    with archive.open("[Content_Types].xml") as listed:
        types = listed.read(_LONGEST_LIST)
    if b"macroEnabled" in types:
        raise DocumentWithPrograms
    return next((ending for ending, part in _MAIN_PARTS.items() if part in types), None)


def _open_document(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> str | None:
    """What its first part says it is (OpenDocument 1.3 part 2, section 3.3)."""
    if parts[0].filename != "mimetype":
        return None
    with archive.open(parts[0]) as said:
        return _OPEN_DOCUMENTS.get(said.read(200))
