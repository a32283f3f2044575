"""T-XSS-1 and T-XSS-2: whatever is written into any field stays text on every public page."""

import json
from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
import pytest
from msgspec import structs

from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.live import Live, Notice
from events_service.programme.programme import EventStatus, Programme, Series, Session
from tests.factories.maximal import filled, maximal_draft
from tests.factories.programme import make_session
from tests.factories.published import MemorySource
from tests.web.payloads import PAYLOADS, dangers
from tests.web.reading import Read
from tests.web.site import PublicSite, internal_links

V = TypeVar("V")

# What other code reads: a text there would be refused long before a page is made.
_READ_BY_CODE = {
    "uid", "slug", "timezone", "country", "countries", "languages", "interpretation", "start", "end", "day_change",
    "format", "time_rules", "session_type",
}  # fmt: skip


def poisoned(value: V, payload: str) -> V:
    """The value with the payload in every text that a person may write."""
    return _poisoned(value, payload)  # type: ignore[no-any-return]


def _poisoned(value: Any, payload: str) -> Any:
    if isinstance(value, msgspec.Struct):
        changes = {
            name: _poisoned(getattr(value, name), payload)
            for name in value.__struct_fields__
            if name not in _READ_BY_CODE and not name.endswith(("uid", "uids")) and name != "aliases"
        }
        return structs.replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(_poisoned(item, payload) for item in value)
    if isinstance(value, dict):
        return {tag: f"{tag} {payload}" for tag in value}
    return payload if type(value) is str else value


def poisoned_site(payload: str) -> PublicSite:
    return PublicSite(poisoned_source(payload))


def poisoned_source(payload: str) -> MemorySource:
    """An event and a catalogue in which nothing is left at its default, with the payload in every text."""
    draft = poisoned(maximal_draft(slug="poison", status=EventStatus.CONFIRMED), payload)
    assert draft.series
    programme: Programme = structs.replace(draft, sessions=tuple(_timed(session) for session in draft.sessions))
    everything = {"published": True}
    catalogue = Catalogue(
        format=FORMAT,
        events=(programme.event,),
        organizations=programme.organizations,
        people=programme.people,
        series=(draft.series, poisoned(filled(Series, "series-9", **everything, slug="series-9"), payload)),
        agreements=(poisoned(filled(Agreement, "agreements-1", **everything, slug="agreement-1"), payload),),
        recommendations=(poisoned(filled(Recommendation, "recommendations-1", **everything), payload),),
        funds=(poisoned(filled(Fund, "funds-1", **everything), payload),),
    )
    source = MemorySource(programme)
    source.release(structs.replace(programme, sessions=programme.sessions[1:]))
    source.release(programme)
    source.live[programme.event.uid] = Live(1, notices=(Notice({"en": payload}),))
    source.freeze(catalogue)
    return source


def _timed(session: Session) -> Session:
    """With instants, so that the session is laid out; as public as can be."""
    instants = make_session(start_local=session.start_local, end_local=session.end_local)
    return structs.replace(
        session, start_at=instants.start_at, end_at=instants.end_at, visibility="public", status="confirmed"
    )


def pages_of(site: PublicSite) -> Iterator[tuple[str, Read]]:
    """Every page in English: the others say the same in other words."""
    yield from site.crawl("/en/", "/embed/en/poison/", within=("/en/", "/embed/en/")).items()


@pytest.mark.parametrize("payload", ["\n\n".join(PAYLOADS[n : n + 3]) for n in range(0, len(PAYLOADS), 3)])
def test_t_xss_1_no_field_becomes_more_than_text(payload: str) -> None:
    site = poisoned_site(payload)
    found = {
        (address, danger) for address, page in pages_of(site) for danger in dangers(page.text, allowed=("/assets/",))
    }

    assert found == set()


def test_t_xss_1_the_walk_reaches_every_kind_of_page() -> None:
    addresses = {address for address, _ in pages_of(poisoned_site("plain"))}
    kinds = {tuple(part for part in address.split("/")[1:-1] if "-" not in part) for address in addresses}

    assert kinds >= {
        ("en",),
        ("en", "poison"),
        ("en", "poison", "sessions"),
        ("en", "poison", "people"),
        ("en", "poison", "organizations"),
        ("en", "poison", "rooms"),
        ("en", "poison", "tracks"),
        ("en", "poison", "changes"),
        ("en", "organizations"),
        ("en", "series"),
        ("en", "agreements"),
        ("embed", "en", "poison"),
    }


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("address", ["/en/", "/en/poison/", "/embed/en/poison/"])
def test_t_xss_1_what_a_reader_searches_for_stays_text(payload: str, address: str) -> None:
    page = SITE.read(f"{address}?{urlencode({'q': payload, 'track': payload, 'day': payload, 'sessions': payload})}")

    assert dangers(page.text, allowed=("/assets/",)) == []


SITE = poisoned_site("plain")


@pytest.mark.parametrize("payload", ["</script>", "<!--", "]]>", "\u2028\u2029", '"}', "&amp;", "\\u003c"])
def test_t_xss_2_linked_data_ends_where_it_should(payload: str) -> None:
    site = poisoned_site(payload)
    address = next(a for a, _ in pages_of(site) if "/sessions/" in a)
    raw = site.read(address).elements("script[type=application/ld+json]")

    assert len(raw) == 1
    assert not set(raw[0].text) & set("<>&\u2028\u2029")
    assert payload.strip() in " ".join(_strings(json.loads(raw[0].text))) or payload == "\u2028\u2029"


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _strings(item)
        case list():
            for item in value:
                yield from _strings(item)


def test_links_of_the_poisoned_pages_stay_on_the_site() -> None:
    for _, page in pages_of(poisoned_site('"><a href="/console/">')):
        assert "/console/" not in internal_links(page)
