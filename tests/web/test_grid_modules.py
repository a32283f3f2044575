"""The grid's modules that know no page, tested in Node."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.needs import CHECKOUT, skip_without

STATIC = CHECKOUT / "src" / "events_service" / "web" / "static" / "grid"
TESTS = CHECKOUT / "tests" / "web" / "grid"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The modules beside their tests, as Node takes them."""
    shutil.copytree(TESTS, tmp_path / "tests")
    shutil.copytree(STATIC, tmp_path / "tests" / "grid")
    (tmp_path / "package.json").write_text(json.dumps({"type": "module"}))
    return tmp_path / "tests"


def test_modules_do_what_they_say(folder: Path) -> None:
    node = shutil.which("node")
    if node is None:
        skip_without("Node")
    names = sorted(path.name for path in folder.glob("*.test.js"))

    answer = subprocess.run([node, "--test", *names], cwd=folder, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "# fail 0" in answer.stdout
    assert len(names) > 4
