"""What the repository promises about itself."""

import re
import runpy
import subprocess
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from events_service.app import create_app
from events_service.database import Database
from events_service.settings import load
from tests.accounts.matrix import FILE, read, routes
from tests.support.needs import CHECKOUT

SCRIPTS = sorted(path for path in (CHECKOUT / "scripts").iterdir() if path.is_file())
MAKEFILE = (CHECKOUT / "Makefile").read_text()
# Written so that this file does not name what it looks for.
REGISTRY_HOSTS = re.compile(r"(py[p]i|npm[j]s|python[h]osted|de[b]\.debian|securit[y]\.debian)\.(org|com)")


def tracked() -> list[Path]:
    """Files that git knows; none in a copy without git."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files belong to the repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, check=True, capture_output=True, text=True)
    return [file for name in listed.stdout.split("\0") if name and (file := CHECKOUT / name).is_file()]


def pinned() -> dict[str, str]:
    lines = (CHECKOUT / "constraints.txt").read_text().splitlines()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_constraints_are_versions_and_nothing_else() -> None:
    lines = (CHECKOUT / "constraints.txt").read_text().splitlines()

    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line)] == []


def test_constraints_meet_every_requirement() -> None:
    wanted = [Requirement(text) for text in requires("events-service") or []]
    versions = pinned()
    checked = [each for each in wanted if each.name != "events-service"]

    assert [str(each) for each in checked if not each.specifier.contains(versions.get(each.name, "0"))] == []


def test_constraints_pin_current_time_zones() -> None:
    assert tuple(map(int, pinned()["tzdata"].split("."))) >= (2026, 3)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_every_route_has_a_row_in_the_table_of_permissions(database: Database) -> None:
    settings = load(None, base_url="http://localhost", secret_key="9c1d7a4be0f24d6683a5cf017be92d48")
    app = create_app(settings, database)

    had = {(row.method, row.path) for row in read()}
    missing = [f"{method} {path}" for method, path in routes(app) if (method, path) not in had]

    assert missing == [], (
        f"{FILE.name} does not say who may. `pytest tests/accounts/test_matrix.py -k everybody` prints these rows as "
        "they are answered now: read them, and put them into the table."
    )


def test_no_blanks_at_the_end_of_a_line_and_one_line_end_at_the_end_of_a_file() -> None:
    script = runpy.run_path(str(CHECKOUT / "scripts" / "white-space"))
    texts = [file for file in tracked() if b"\0" not in file.read_bytes() and not script["is_data"](file)]

    assert [file for file in texts if script["mended"](file.read_bytes()) != file.read_bytes()] == []


def test_make_targets_have_a_help_line() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) - {"needs"}
    helped = subprocess.run(["make", "--silent", "help"], cwd=CHECKOUT, check=True, capture_output=True, text=True)
    listed = {line.split()[1]: line.split(maxsplit=2)[2] for line in helped.stdout.splitlines()}

    assert set(listed) == targets
    assert {"demo", "test", "lint", "types", "imports", "migrate", "bench", "check"} <= targets


def test_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^    (.+?)\s+#", (CHECKOUT / "README.md").read_text(), re.MULTILINE)

    assert commands[:2] == ["make demo", "make test"]


def test_run_before_landing_calls_the_readmes_command() -> None:
    run = CHECKOUT / ".ci" / "run"

    assert run.read_text().splitlines()[-1].endswith(" make test")
    assert run.stat().st_mode & 0o111


def test_documents_name_targets_that_exist() -> None:
    documents = "".join((CHECKOUT / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))

    assert set(re.findall(r"`make ([a-z-]+)`", documents)) - targets == set()


@pytest.mark.parametrize("script", [path for path in SCRIPTS if path.read_text().startswith("#!/bin/sh")], ids=str)
def test_shell_scripts_parse(script: Path) -> None:
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert script.stat().st_mode & 0o111


def test_test_needs_names_what_is_missing_in_strict_mode(tmp_path: Path) -> None:
    """On a machine where nothing is found and nothing may be installed."""
    for program in ("sh", "dirname", "cut", "tr", "sed", "grep"):
        (tmp_path / program).symlink_to(f"/usr/bin/{program}")
    done = subprocess.run(
        ["/bin/sh", str(CHECKOUT / "scripts" / "test-needs")],
        env={"PATH": str(tmp_path), "EVENTS_TEST_STRICT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "chromium: the browser that opens the pages" in done.stdout
    assert "This is no Debian system" in done.stdout
    assert re.search(r"Still missing, and EVENTS_TEST_STRICT is set: .*chromium", done.stderr)


def test_dependencies_have_a_floor() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    named = [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["test"]]

    assert [each.name for each in named if ">=" not in str(each.specifier)] == []


def test_no_registry_host_in_any_file() -> None:
    def lines(file: Path) -> list[str]:
        return file.read_text(errors="replace").splitlines()

    assert [file.name for file in tracked() if any(REGISTRY_HOSTS.search(line) for line in lines(file))] == []


def test_no_line_end_is_missing_and_no_blank_too_many() -> None:
    """But for files that are data, and the line above a mail's signature: two hyphens, a blank (RFC 3676, 4.3)."""
    data = {".ics", ".xml", ".csv", ".eml", ".patch", ".png", ".jpg", ".webp", ".gz", ".zip", ".sqlite3"}
    texts = {file: file.read_bytes() for file in tracked() if file.suffix not in data and "golden" not in file.parts}

    assert [
        file.relative_to(CHECKOUT).as_posix()
        for file, content in texts.items()
        if content and (not content.endswith(b"\n") or re.search(rb"(?m)(?<!^--)[ \t]+\r?\n", content))
    ] == []
