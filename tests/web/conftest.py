"""Fixtures of tests that read pages in a browser."""

from collections.abc import Iterator

import pytest

from tests.factories.programme import make_programme
from tests.factories.views import demo_source
from tests.web.browsing import serving


@pytest.fixture(scope="module")
def public_site() -> Iterator[str]:
    """The demonstration, a forum of 60 sessions and a day of 300, served."""
    source = demo_source()
    source.release(make_programme(60, 3, slug="forum-60"))
    source.release(make_programme(300, 1, rooms=20, slug="day-300"))
    with serving(source) as url:
        yield url
