"""Who registers first waits for nothing that a start could have made."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import jinja2
import pytest

from events_service import worker
from events_service.countries import countries
from events_service.database import Database
from events_service.web.templating import environment
from tests.registration.site import open_site
from tests.web.participant.conftest import Visitor


def test_first_to_register_waits_for_no_template(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, compiled = threading.Event(), []

    async def work(database: Database, settings: Any, stop: asyncio.Event) -> None:
        started.set()
        await stop.wait()

    def compile_template(self: jinja2.Environment, source: Any, name: str | None = None, *rest: Any) -> Any:
        compiled.append(name)
        return whole(self, source, name, *rest)

    whole = jinja2.Environment.compile
    environment.cache_clear()
    countries.cache_clear()
    monkeypatch.setattr(worker, "run", work)
    with open_site(database, database_url, tmp_path, works=True) as site:
        assert started.wait(30)
        named = countries.cache_info().misses
        monkeypatch.setattr(jinja2.Environment, "compile", compile_template)
        visitor = Visitor(site)
        visitor.read(visitor.register("Amina", 0).headers["location"])
        visitor.read(visitor.manage("Amina", "fr"))

    assert compiled == []
    assert countries.cache_info().misses == named
