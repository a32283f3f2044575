"""Files from strangers: bombs, limits, wrong encodings, and what a strict parser stumbles over."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported
from tests.interchange.small_schedules import CONFERENCE, event, read, repairs, schedule, titled

LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<schedule><conference><title>&b;</title></conference></schedule>"""
FORBIDDEN = "The file declares a document type or entities of its own, which are not read here."


def framed(title: str) -> str:
    return (
        f"<schedule>{CONFERENCE}<day date='2025-02-01'><room name='Hall'>{event(titled(title))}</room></day></schedule>"
    )


def refusal(data: bytes | str) -> str:
    with pytest.raises(InvalidInput) as refused:
        read(data)
    assert refused.value.status == 422
    return str(refused.value)


def title_of(imported: Imported) -> str:
    return imported.programme.sessions[0].title["en"]


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS.encode(),
        LAUGHS.replace('<?xml version="1.0"?>', "").encode("utf-16"),
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule/>',
        b'<!DOCTYPE s SYSTEM "file:///etc/passwd" [<!ENTITY a "ha">]><schedule/>',
        b'<!DOCTYPE s PUBLIC "-//X//Y" "file:///etc/passwd" [<!ELEMENT s ANY><!ENTITY % p "ha">]><schedule/>',
        b'<!DOCTYPE s [<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "x.png" NDATA n>]><schedule/>',
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><schedule><conference>&x;</conference></schedule>',
        b"<!DOCTYPE s [" + b"".join(b"<!ATTLIST s a%d CDATA 'x'>" % n for n in range(201)) + b"]><schedule/>",
        b'<!DOCTYPE s [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><schedule/>',
    ],
)
def test_t_xml_1_document_types_and_entities_are_refused(data: bytes) -> None:
    assert refusal(data) == FORBIDDEN


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE schedule>",
        '<!DOCTYPE schedule SYSTEM "schedule.dtd">',
        '<!DOCTYPE schedule PUBLIC "-//X//Y//EN" "http://127.0.0.1:1/schedule.dtd">',
        '<!DOCTYPE schedule SYSTEM "file:///etc/passwd" []>',
        "<!DOCTYPE schedule [<!-- ours --><!ELEMENT schedule ANY><!ATTLIST room name CDATA #REQUIRED>]>",
        "<!DOCTYPE schedule [%nothing; <!ENTITY eacute 'bomb'>]>",
    ],
)
@pytest.mark.parametrize("title", ["Café", "Caf&eacute;", "Caf&#233;"])
def test_document_type_without_entities_is_passed_over(doctype: str, title: str) -> None:
    whole = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}\n{framed(title)}'

    assert title_of(read(whole)) == "Café"
    assert title_of(read(whole.replace("UTF-8", "UTF-16").encode("utf-16"))) == "Café"


def test_document_type_gives_no_element_an_attribute() -> None:
    doctype = '<!DOCTYPE schedule [<!ATTLIST room name CDATA "Nowhere" guid CDATA "1"><!ATTLIST event id CDATA "7">]>'
    body = f"<schedule>{CONFERENCE}<day date='2025-02-01'><room>{event(titled('Water'), id='')}</room></day></schedule>"

    assert read(doctype + body) == read(body)


def test_what_a_document_type_names_is_never_asked_for(tmp_path: Path) -> None:
    (tmp_path / "schedule.dtd").write_text("<!ENTITY water 'Loaded'>")
    doctype = f'<!DOCTYPE schedule SYSTEM "{(tmp_path / "schedule.dtd").as_uri()}">'

    assert title_of(read(doctype + framed("&water;"))) == "&water;"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n ", "The file is empty."),
        (b"\x1f\x8b\x08\x00rest", "The file is compressed. Unpack it first."),
        (b"PK\x03\x04rest", "The file is compressed. Unpack it first."),
        (b'{"schedule": {}}', "This is not XML: it does not begin with <."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is not XML: it does not begin with <."),
        (b"<schedule><day></schedule>", "This is not well-formed XML: mismatched tag in line 1."),
        (
            b"<?xml version='1.0'?>\n<schedule>\n<day></schedule>",
            "This is not well-formed XML: mismatched tag in line 3.",
        ),
        (b"<schedule>\n<day>", "The file ends in the middle: something is missing after line 2."),
        (b"<schedule>\n<day date='20", "The file ends in the middle: something is missing after line 2."),
        (b"<schedule>" * 60 + b"</schedule>" * 60, "Elements stand in one another deeper than 50."),
        (b"<schedule a='" + b"x" * 10_001 + b"'/>", "An attribute is longer than 10,000 characters."),
        (b"<schedule>" + b"<e/>" * 500_000 + b"</schedule>", "The file has more than 500,000 elements."),
        (
            b"<schedule><event><links>" + b"<link/>" * 20_001 + b"</links></event></schedule>",
            "One element holds more than 20,000 others.",
        ),
        (b"<schedule>" + b"<event/>" * 20_001 + b"</schedule>", "The file has more than 20,000 sessions."),
        (b"<schedule>" + b" " * (20 * 1024 * 1024) + b"</schedule>", "The file is larger than 20 MB."),
    ],
)
def test_file_that_cannot_be_read_says_why(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def test_texts_with_more_tags_than_a_file_may_have_elements_are_refused() -> None:
    inside = "<title>x</title><abstract>" + "&lt;b>" * 30_000 + "</abstract>"
    data = schedule(*(event(inside, id=str(number)) for number in range(17)))
    assert refusal(data) == "The texts of this file hold more than 500,000 tags."


READING = """
import resource, sys, time
from pathlib import Path
from events_service.errors import InvalidInput
from events_service.interchange.schedules import frab_xml
data = Path(sys.argv[1]).read_bytes()
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    frab_xml.read(data, timezone="Europe/Berlin")
except InvalidInput:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.process_time() - begun)
"""


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"<schedule>" + b"".join(b"<e%d a='1'/>" % n for n in range(499_000)) + b"</schedule>",
        lambda: (
            b"<schedule><day date='2025-02-01'>"
            + b"<event id='1'><title>x</title></event>" * 20_000
            + b"</day></schedule>"
        ),
        lambda: framed("&amp;#233;" * 900_000 + "\xe9" * 9_000_000).encode("latin-1"),
        lambda: b"<schedule>" + b"<![CDATA[" * 2_000_000,
        lambda: (
            b"<!DOCTYPE s [<!ATTLIST e "
            + b" ".join(b"a%d CDATA '%s'" % (n, b"x" * 9_000) for n in range(200))
            + b">]><schedule>"
            + b"<e/>" * 499_000
            + b"</schedule>"
        ),
        lambda: b"<!DOCTYPE s [" + b"<!ATTLIST e a CDATA 'x'>" * 800_000 + b"]><schedule/>",
        lambda: b"<!DOCTYPE s [<!ELEMENT s " + b"(" * 9_000_000,
        lambda: b"<!DOCTYPE s [" + b"<!ELEMENT s (a,b)>" * 1_000_000 + b"]><schedule/>",
    ],
    ids=["names", "sessions", "letters", "sections", "defaults", "attributes", "groups", "declarations"],
)
def test_t_xml_1_largest_files_take_bounded_time_and_memory(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "schedule.xml").write_bytes(make())
    command = [sys.executable, "-c", READING, str(tmp_path / "schedule.xml")]
    kilobytes, seconds = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    assert int(kilobytes) < 100_000
    assert float(seconds) < 6  # under 2 on a machine with nothing else to do


ARABIC = "الجلسة العامة حول الماء والمناخ في المغرب"


@pytest.mark.parametrize(
    ("data", "title", "repaired"),
    [
        (framed("Café").encode(), "Café", None),
        (framed("Café").encode("utf-8-sig"), "Café", None),
        (framed("Café").encode("utf-16"), "Café", None),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + framed("Café").encode("latin-1"), "Café", None),
        (b'<?xml version="1.0" encoding="windows-1256"?>' + framed(ARABIC).encode("cp1256"), ARABIC, None),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>' + framed("Café “x”").encode("cp1252"),
            "Café “x”",
            "the encoding is not UTF-8: letters that did not fit were read as Windows-1252",
        ),
        (
            framed("Café – één").encode().replace("é".encode(), b"\xe9", 1),
            "Café – één",
            "the encoding is not UTF-8: letters that did not fit were read as Windows-1252",
        ),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>' + framed(ARABIC).encode("cp1256"),
            ARABIC,
            "the encoding is not UTF-8: letters that did not fit were read as Windows-1256",
        ),
        (
            b'<?xml version="1.0" encoding="UTF-16"?>' + framed("Café").encode(),
            "Café",
            "the encoding is not utf-16 but UTF-8",
        ),
        (
            b'<?xml version="1.0" encoding="UTF-16"?>' + framed("Cafés").encode(),
            "Cafés",
            "the encoding is not utf-16 but UTF-8",
        ),
        (b'<?xml version="1.0" encoding="no-such"?>' + framed("Café").encode(), "Café", None),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>\n' + framed("Café “x”").encode("cp1252"),
            "Café “x”",
            "the encoding is not UTF-8: letters that did not fit were read as Windows-1252",
        ),
        (
            ('<?xml version="1.0" encoding="UTF-8"?>\r\n' + framed(ARABIC)).encode("utf-16-le"),
            ARABIC,
            "the encoding is utf-16-le, which the file does not say",
        ),
        (
            ('<?xml version="1.0" encoding="UTF-8"?>' + framed(ARABIC)).encode("utf-32-be"),
            ARABIC,
            "the encoding is utf-32-be, which the file does not say",
        ),
        (b"\n\n  <?xml version='1.0'?>" + framed("x").encode(), "x", None),
        (framed("a\x0bb\x00c").encode(), "abc", "control characters were left out"),
        (
            framed("AT&T &nbsp;&eacute;&#8; &amp; &lt;3 &nosuch;").encode(),
            "AT&T é & <3 &nosuch;",
            "signs such as & that were not written as XML wants were read as themselves",
        ),
    ],
)
def test_letters_arrive_in_any_encoding(data: bytes, title: str, repaired: str | None) -> None:
    imported = read(data)
    assert title_of(imported) == title
    assert [what for item, what in repairs(imported) if item == "file"] == ([repaired] if repaired else [])


def test_text_longer_than_any_is_cut_and_told() -> None:
    imported = read(schedule(event(f"<title>x</title><abstract>{'word ' * 30_000}</abstract>")))
    assert len(imported.programme.sessions[0].abstract["en"]) == 99_999
    what = "its abstract is longer than 100,000 characters: the rest was left out"
    assert ("1 x", what) in repairs(imported)


def test_ampersands_in_cdata_are_left_alone() -> None:
    imported = read(framed("<![CDATA[A & B &amp; C]]> & D"))
    assert title_of(imported) == "A & B & C & D"
