import ctypes
import subprocess
from pathlib import Path

import pytest

from tests.support import needs


def test_icaljs_parses(tmp_path: Path) -> None:
    node, folder = needs.icaljs()
    program = (
        'import ICAL from "ical.js"; console.log(JSON.stringify(ICAL.parse("BEGIN:VCALENDAR\\r\\nEND:VCALENDAR")))'
    )

    answer = subprocess.run(
        [node, "--input-type=module", "-e", program], cwd=folder, check=True, capture_output=True, text=True
    )

    assert answer.stdout.strip() == '["vcalendar",[],[]]'


def test_libical_parses() -> None:
    library = ctypes.CDLL(needs.libical())
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalcomponent_isa.argtypes = [ctypes.c_void_p]
    library.icalcomponent_kind_to_string.restype = ctypes.c_char_p

    component = library.icalparser_parse_string(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    assert library.icalcomponent_kind_to_string(library.icalcomponent_isa(component)) == b"VCALENDAR"


def test_missing_program_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTS_TEST_STRICT", raising=False)

    with pytest.raises(pytest.skip.Exception, match="Chromium is not on this machine: `make test` brings it"):
        needs.skip_without("Chromium")


def test_missing_program_fails_where_everything_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_TEST_STRICT", "1")

    with pytest.raises(pytest.fail.Exception, match="Chromium is not on this machine"):
        needs.skip_without("Chromium")


def test_shared_data_missing_names_the_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(needs, "SHARED_DATA", tmp_path)
    (tmp_path / "seeds.json").touch()

    assert needs.shared_data("seeds.json") == tmp_path / "seeds.json"
    with pytest.raises(pytest.skip.Exception, match="set EVENTS_TEST_DATA to the folder that has it"):
        needs.shared_data("africities8.json")
