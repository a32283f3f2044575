"""The read path as a client sees it: over HTTP, from a live server."""

import gzip
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import brotli
import httpx
import pytest
from msgspec import structs

from events_service.programme.filters import Filters, find_sessions
from events_service.programme.programme import Alias, AliasKind
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Content, Renderer, Scope
from tests.factories.programme import make_programme
from tests.factories.published import MemorySource
from tests.support.read_path import Reading, eventually, reading

FORUM = make_programme(12, slug="forum-7")
UID = FORUM.event.uid
SESSION = FORUM.sessions[0]
ROOMS = [room.slug for room in FORUM.rooms]


def event_page(state: Any, _parameters: Mapping[str, str], language: str, filters: Filters) -> Content:
    found = find_sessions(state.timetable, filters)
    return f"{language} release {state.release.number} live {state.live.version}: " + " ".join(s.slug for s in found)


def session_page(state: Any, parameters: Mapping[str, str], language: str, _filters: Filters) -> Content:
    session = state.timetable.by_slug.get(parameters["slug"])
    return f"{language} {session.slug} " + "x" * 2_000 if session else None


def calendar(state: Any, parameters: Mapping[str, str], language: str, _filters: Filters) -> Content:
    if "slug" in parameters and parameters["slug"] not in state.timetable.by_slug:
        return None
    return f"BEGIN:VCALENDAR {language}".encode()


EVENT = Renderer(pattern="/{lang}/{event}/", kind=Kind.PAGE, scope=Scope.EVENT, render=event_page, filters=True)
SESSIONS = Renderer(pattern="/{lang}/{event}/sessions/{slug}/", kind=Kind.PAGE, scope=Scope.EVENT, render=session_page)
CALENDAR = Renderer(
    pattern="/{lang}/{event}/calendar.ics",
    kind=Kind.CALENDAR,
    scope=Scope.EVENT,
    render=calendar,
    content_type="text/calendar; charset=utf-8",
    filters=True,
    filename=lambda parameters: f"{parameters['event']}.ics",
)
SESSION_CALENDAR = structs.replace(
    CALENDAR,
    pattern="/{lang}/{event}/sessions/{slug}/calendar.ics",
    filename=lambda parameters: f"{parameters['slug']}.ics",
    attachment=True,
)
API = Renderer(
    pattern="/api/v1/events/{event}/sessions",
    kind=Kind.DATA,
    scope=Scope.EVENT,
    render=lambda state, *_: b'{"release": %d}' % state.release.number,
    content_type="application/json",
)
HOME = Renderer(
    pattern="/{lang}/",
    kind=Kind.PAGE,
    scope=Scope.CATALOGUE,
    render=lambda state, _, language, __: f"{language} {len(state.listing.events)}",
)
ALL = (EVENT, SESSIONS, CALENDAR, SESSION_CALENDAR, API, HOME)


@pytest.fixture
def source() -> MemorySource:
    return MemorySource(FORUM)


@pytest.fixture
def server(source: MemorySource) -> Iterator[Reading]:
    with reading(source, *ALL) as running:
        yield running


@pytest.fixture
def client(server: Reading) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers={"accept-encoding": "identity"}) as asking:
        yield asking


def raw(server: Reading, request: str) -> str:
    """The first line of the answer to a request as it stands."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        return connection.recv(65_536).decode().partition("\r\n")[0]


def test_page_answered_with_complete_fields(client: httpx.Client) -> None:
    answer = client.get("/fr/forum-7/")

    assert answer.status_code == 200
    assert answer.text.startswith("fr release 1 live 0: ")
    fields = dict(answer.headers)
    assert {name: fields.pop(name) for name in ("date", "server")}.keys() == {"date", "server"}
    assert fields == {
        "content-type": "text/html; charset=utf-8",
        "content-language": "fr",
        "content-length": str(len(answer.content)),
        "etag": f'"{sha256(answer.content).hexdigest()}"',
        "last-modified": "Mon, 01 Oct 2018 12:00:00 GMT",
        "cache-control": "public, max-age=60, stale-while-revalidate=120",
        "vary": "accept-encoding",
        "content-security-policy": (
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY",
    }


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?room=&track=&q=", ""),
        (f"?room={ROOMS[0]}&track=&q=", f"?room={ROOMS[0]}"),
        ("?q=%D9%85%D8%A7&day=&utm_source=", "?q=%D9%85%D8%A7&utm_source="),
        ("?q&sessions=&room=+", ""),
    ],
)
def test_form_with_empty_fields_leads_to_the_address_without_them(client: httpx.Client, asked: str, shown: str) -> None:
    answer = client.get(f"/en/forum-7/{asked}")

    assert (answer.status_code, answer.headers["location"]) == (308, f"/en/forum-7/{shown}")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert client.get(answer.headers["location"]).status_code == 200


def test_calendar_with_empty_filters_is_answered_as_it_stands(client: httpx.Client) -> None:
    assert client.get("/en/forum-7/calendar.ics?room=&q=").status_code == 200


def test_second_answer_equals_the_first_and_renders_nothing(server: Reading, client: httpx.Client) -> None:
    first = client.get("/fr/forum-7/")
    second = client.get("/fr/forum-7/")

    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers) | {"date": second.headers["date"]}
    tally = server.rendering.tallies[Kind.PAGE]
    assert (tally.rendered, tally.sent) == (1, 2)


def test_head_gives_the_fields_alone_before_and_after_a_get(client: httpx.Client) -> None:
    before = client.head("/en/forum-7/")
    whole = client.get("/en/forum-7/")
    after = client.head("/en/forum-7/")

    assert (before.status_code, before.content, after.content) == (200, b"", b"")
    assert before.headers["content-length"] == after.headers["content-length"] == str(len(whole.content))
    assert before.headers["etag"] == whole.headers["etag"]


def test_ic_11_conditional_requests(client: httpx.Client) -> None:
    answer = client.get("/en/forum-7/calendar.ics")
    tag, modified = answer.headers["etag"], answer.headers["last-modified"]

    def status(**fields: str) -> int:
        return client.get(
            "/en/forum-7/calendar.ics", headers={name.replace("_", "-"): value for name, value in fields.items()}
        ).status_code

    assert status(if_none_match=tag) == 304
    assert status(if_none_match=f'"x", W/{tag}') == 304
    assert status(if_none_match="*") == 304
    assert status(if_none_match='"x"') == 200
    assert status(if_none_match='"x"', if_modified_since=modified) == 200
    assert status(if_modified_since=modified) == 304
    assert status(if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT") == 200
    assert status(if_modified_since="soon") == 200
    assert status(range="bytes=0-1") == 200


def test_ic_11_not_modified_repeats_its_validators(client: httpx.Client) -> None:
    answer = client.get("/en/forum-7/calendar.ics")
    same = client.get("/en/forum-7/calendar.ics", headers={"if-none-match": answer.headers["etag"]})

    assert same.content == b""
    assert "content-length" not in same.headers
    for name in ("etag", "last-modified", "cache-control", "vary"):
        assert same.headers[name] == answer.headers[name]


def test_each_coding_decodes_to_the_same_with_a_tag_of_its_own(server: Reading) -> None:
    address = f"{server.url}/en/forum-7/sessions/{SESSION.slug}/"
    found: dict[str, tuple[bytes, str]] = {}
    for _ in range(2):
        for coding in ("identity", "gzip", "br"):
            with httpx.stream("GET", address, headers={"accept-encoding": coding}) as answer:
                content = b"".join(answer.iter_raw())
                assert answer.headers.get("content-encoding", "identity") == coding
                assert found.setdefault(coding, (content, answer.headers["etag"])) == (content, answer.headers["etag"])

    plain = found["identity"][0]
    assert gzip.decompress(found["gzip"][0]) == brotli.decompress(found["br"][0]) == plain
    assert len({tag for _, tag in found.values()}) == 3
    assert server.rendering.tallies[Kind.PAGE].rendered == 1


def test_tag_of_another_coding_is_not_this_one(server: Reading) -> None:
    address = f"{server.url}/en/forum-7/sessions/{SESSION.slug}/"
    tag = httpx.get(address, headers={"accept-encoding": "gzip"}).headers["etag"]

    answer = httpx.get(address, headers={"accept-encoding": "br", "if-none-match": tag})

    assert answer.status_code == 200


def test_language_chosen_by_the_reader_where_the_address_names_none(client: httpx.Client) -> None:
    answer = client.get("/forum-7/?utm_source=a%20b", headers={"accept-language": "ar-MA, fr;q=0.5"})

    assert (answer.status_code, answer.headers["location"]) == (302, "/ar/forum-7/?utm_source=a%20b")
    assert (answer.headers["vary"], answer.headers["cache-control"]) == ("accept-language", "no-store")
    assert client.get("/", headers={"accept-language": "fr"}).headers["location"] == "/fr/"


def test_language_unknown_to_us_leads_to_the_events_first() -> None:
    programme = make_programme(3, slug="assises", languages=("fr", "ar"))
    with reading(MemorySource(programme), *ALL) as server:
        answer = httpx.get(f"{server.url}/assises/", headers={"accept-language": "de"})
        feed = httpx.get(f"{server.url}/assises/calendar.ics")

    assert answer.headers["location"] == "/fr/assises/"
    assert (feed.status_code, feed.text) == (200, "BEGIN:VCALENDAR fr")


def test_ic_25_calendar_without_a_language_answers_by_itself(client: httpx.Client) -> None:
    feed = client.get("/forum-7/calendar.ics", headers={"accept": "application/xml", "accept-language": "fr"})
    one = client.get(f"/fr/forum-7/sessions/{SESSION.slug}/calendar.ics")

    assert (feed.status_code, feed.text) == (200, "BEGIN:VCALENDAR en")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert feed.headers["content-disposition"] == "inline; filename=\"forum-7.ics\"; filename*=UTF-8''forum-7.ics"
    assert one.headers["content-disposition"].startswith("attachment; ")
    assert feed.headers["x-robots-tag"] == "noindex"
    assert "set-cookie" not in feed.headers


def test_former_slug_leads_to_the_present_one_calendar_too() -> None:
    alias = Alias(kind=AliasKind.SESSION, slug="former", uid=SESSION.uid)
    lost = Alias(kind=AliasKind.SESSION, slug="lost", uid="nobody")
    source = MemorySource(structs.replace(FORUM, aliases=(alias, lost)))
    with reading(source, *ALL) as server, httpx.Client(base_url=server.url) as client:
        page = client.get("/fr/forum-7/sessions/former/?utm_source=x")
        feed = client.get("/forum-7/sessions/former/calendar.ics")
        gone = client.get("/fr/forum-7/sessions/lost/")

    assert (page.status_code, page.headers["location"]) == (
        308,
        f"/fr/forum-7/sessions/{SESSION.slug}/?utm_source=x",
    )
    assert (feed.status_code, feed.headers["location"]) == (308, f"/forum-7/sessions/{SESSION.slug}/calendar.ics")
    assert feed.headers["access-control-allow-origin"] == "*"
    assert gone.status_code == 404


def test_filter_with_a_former_slug_is_the_one_with_the_present_slug() -> None:
    session = next(session for session in FORUM.sessions if session.room_uid)
    room = next(room for room in FORUM.rooms if room.uid == session.room_uid)
    alias = Alias(kind=AliasKind.ROOM, slug="former", uid=room.uid)
    with (
        reading(MemorySource(structs.replace(FORUM, aliases=(alias,))), *ALL) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        former, present = (client.get("/en/forum-7/", params={"room": slug}) for slug in ("former", room.slug))

    assert (former.status_code, former.text) == (200, present.text)
    assert session.slug in present.text


def test_former_slug_of_a_removed_session_leads_to_its_last_one() -> None:
    alias = Alias(kind=AliasKind.SESSION, slug="former", uid=SESSION.uid)
    removed = structs.replace(FORUM, sessions=FORUM.sessions[1:], tombstones=(SESSION,), aliases=(alias,))
    with reading(MemorySource(removed), *ALL) as server:
        feed = httpx.get(f"{server.url}/forum-7/sessions/former/calendar.ics")

    assert (feed.status_code, feed.headers["location"]) == (308, f"/forum-7/sessions/{SESSION.slug}/calendar.ics")


def test_page_without_its_slash_leads_to_the_page(client: httpx.Client) -> None:
    answer = client.get("/fr/forum-7?day=2018-11-20")

    assert (answer.status_code, answer.headers["location"]) == (308, "/fr/forum-7/?day=2018-11-20")
    assert client.get("/fr").headers["location"] == "/fr/"


def test_what_is_not_ours_goes_to_the_application(client: httpx.Client) -> None:
    for path in ("/en/nowhere/", "/console/", "/en/forum-7/sessions/nothing/", "/en/forum-7/calendar.ics%0a.css"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["prepared"] is False


def test_equal_questions_share_one_rendering(server: Reading, client: httpx.Client) -> None:
    first = client.get(f"/en/forum-7/?room={ROOMS[0]}")
    for query in (f"utm_source=x&room={ROOMS[0]}", f"room=%20{ROOMS[0]}", f"room={ROOMS[0]}&nothing="):
        assert client.get(f"/en/forum-7/?{query}").headers["etag"] == first.headers["etag"]

    assert server.rendering.tallies[Kind.PAGE].rendered == 1


def test_combinations_and_unknown_values_stay_off_the_prepared_shelf(server: Reading, client: httpx.Client) -> None:
    prepared, combinations = server.preparation.prepared, server.preparation.combinations
    day = FORUM.event.start_on.isoformat()

    client.get(f"/en/forum-7/?day={day}")
    client.get(f"/en/forum-7/?day={day}&room={ROOMS[0]}")
    client.get("/en/forum-7/?room=unknown")
    client.get(f"/en/forum-7/?sessions={SESSION.slug}")

    assert [query for _, query, _ in prepared.entries] == [f"day={day}".encode()]
    assert len(combinations.entries) == 3


def test_free_text_is_never_kept(server: Reading, client: httpx.Client) -> None:
    word = SESSION.title["en"].split()[0]

    answers = [client.get("/en/forum-7/", params={"q": word}) for _ in range(2)]

    assert SESSION.slug in answers[0].text
    assert answers[0].content == answers[1].content
    assert server.rendering.tallies[Kind.PAGE].rendered == 2
    assert (len(server.preparation.prepared.entries), len(server.preparation.combinations.entries)) == (0, 0)


def test_query_too_long_refused(client: httpx.Client) -> None:
    assert client.get("/en/forum-7/?q=" + "x" * 17_000).status_code == 414


def test_t_host_1_foreign_and_forged_hosts(server: Reading, client: httpx.Client) -> None:
    own = client.get("/en/forum-7/")
    host = server.url.removeprefix("http://")

    assert client.get("/en/forum-7/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/livez", headers={"host": "10.0.0.7"}).status_code == 404
    for name in ("x-forwarded-host", "x-forwarded-prefix", "x-original-url", "forwarded"):
        forged = client.get("/en/forum-7/", headers={name: "evil.example"})
        assert (forged.status_code, forged.content) == (200, own.content)
    assert raw(server, "GET /en/forum-7/ HTTP/1.1\nHost: EVIL\nHost: evil\n\n") == "HTTP/1.1 400 Bad Request"
    assert raw(server, "GET /en/forum-7/ HTTP/1.0\n\n") == "HTTP/1.1 400 Bad Request"
    assert raw(server, f"GET /en/forum-7/ HTTP/1.1\nHost: {host}\n\n") == "HTTP/1.1 200 OK"
    assert server.path.misdirected == 3


def test_t_click_1_any_origin_reads_data_without_credentials(client: httpx.Client) -> None:
    origin = {"origin": "https://partner.example"}
    asked = client.options("/forum-7/calendar.ics", headers=origin | {"access-control-request-method": "GET"})
    answers = {path: client.get(path, headers=origin) for path in ("/forum-7/calendar.ics", "/en/forum-7/")}

    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, HEAD")
    assert answers["/forum-7/calendar.ics"].headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in answers["/en/forum-7/"].headers
    for answer in (asked, *answers.values()):
        assert "access-control-allow-credentials" not in answer.headers


def test_other_methods_go_to_the_application(client: httpx.Client) -> None:
    for path in ("/en/forum-7/", "/api/v1/events/forum-7/sessions"):
        assert client.post(path).json()["prepared"] == "GET, HEAD"
    assert client.options("/api/v1/events/forum-7/sessions").json()["prepared"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/en/forum-7/", "/api/v1/events/forum-7/sessions"])
@pytest.mark.parametrize("first", [{}, {"authorization": "Bearer x"}, {"cookie": "login=x"}])
def test_t_cache_1_public_answers_do_not_depend_on_who_asks(
    client: httpx.Client, path: str, first: dict[str, str]
) -> None:
    answers = [client.get(path, headers=fields) for fields in (first, {}, {"cookie": "a=b", "authorization": "x"})]

    assert {answer.status_code for answer in answers} == {200}
    assert len({(answer.content, answer.headers["etag"], answer.headers["cache-control"]) for answer in answers}) == 1
    unchanged = client.get(path, headers=first | {"if-none-match": answers[0].headers["etag"]})
    assert unchanged.status_code == 304
    assert client.get("/en/forum-7/x.css").status_code == 404
    assert client.get("/forum-7/calendar.ics/x.css").status_code == 404


@pytest.mark.parametrize("prefix", ["/events", ""])
def test_base_url_with_a_path_works_whether_or_not_the_proxy_removes_it(prefix: str) -> None:
    with reading(MemorySource(FORUM), *ALL, root="/events") as server, httpx.Client(base_url=server.url) as client:
        page = client.get(f"{prefix}/fr/forum-7/")
        again = client.get(f"{prefix}/fr/forum-7/")
        chosen = client.get(f"{prefix}/forum-7/", headers={"accept-language": "ar"})
        slash = client.get(f"{prefix}/fr/forum-7")
        other = client.get(f"{prefix}/console/")
        start = client.get("/events")

    assert (page.status_code, again.content) == (200, page.content)
    assert (chosen.headers["location"], slash.headers["location"]) == ("/events/ar/forum-7/", "/events/fr/forum-7/")
    assert other.json() == {"path": f"{prefix}/console/", "root_path": "/events", "prepared": False}
    assert start.headers["location"] == "/events/"


def test_many_readers_at_once_share_one_rendering() -> None:
    begun, together = threading.Event(), threading.Semaphore(0)

    def slow(state: Any, *_: Any) -> Content:
        begun.set()
        together.acquire(timeout=5)
        return "slow " + "x" * 2_000

    with reading(MemorySource(FORUM), structs.replace(EVENT, render=slow), CALENDAR) as server:

        def ask(number: int) -> bytes:
            coding = "gzip" if number % 2 else "identity"
            return httpx.get(f"{server.url}/en/forum-7/", headers={"accept-encoding": coding}, timeout=10).content

        with ThreadPoolExecutor(12) as threads:
            answers = [threads.submit(ask, number) for number in range(12)]
            assert begun.wait(5)
            # Whoever asks for something else meanwhile does not wait.
            assert httpx.get(f"{server.url}/en/forum-7/calendar.ics", timeout=2).status_code == 200
            together.release()
            assert {answer.result(10) for answer in answers} == {b"slow " + b"x" * 2_000}
        assert server.rendering.tallies[Kind.PAGE].rendered == 1


def test_memory_stays_within_its_bound(source: MemorySource) -> None:
    large = structs.replace(SESSIONS, render=lambda _, parameters, *__: parameters["slug"].ljust(40_000))
    with reading(source, large, size=400_000) as server, httpx.Client(base_url=server.url) as client:
        for number in range(40):
            client.get(f"/en/forum-7/sessions/s-{number}/", headers={"accept-encoding": "identity"})
            assert server.preparation.prepared.size <= 350_000
        shelf = server.preparation.prepared
        kept = {path for path, _, _ in shelf.entries}
        assert shelf.size == sum(found.size for found in shelf.entries.values())

    assert "/en/forum-7/sessions/s-39/" in kept
    assert "/en/forum-7/sessions/s-0/" not in kept


def test_release_elsewhere_is_public_within_a_second(
    source: MemorySource, server: Reading, client: httpx.Client
) -> None:
    before = client.get("/en/forum-7/")
    other = client.get("/en/")

    source.release(structs.replace(FORUM, sessions=FORUM.sessions[:1]))
    took = eventually(lambda: client.get("/en/forum-7/").text.startswith("en release 2"))

    assert took < 1.0
    after = client.get("/en/forum-7/", headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.headers["last-modified"]) == (200, "Mon, 01 Oct 2018 13:00:00 GMT")
    assert client.get("/en/").headers["last-modified"] != other.headers["last-modified"]


def test_release_made_here_is_public_at_once(source: MemorySource, server: Reading, client: httpx.Client) -> None:
    client.get("/en/forum-7/")

    source.change_live(UID)
    server.refresh()

    assert client.get("/en/forum-7/").text.startswith("en release 1 live 1")


def test_poke_from_any_thread_looks_at_once(source: MemorySource, server: Reading) -> None:
    source.release(FORUM)
    server.poke()

    assert eventually(lambda: (found := server.published.find("forum-7")) and found.release == 2) < 0.3


def test_only_what_was_read_lately_is_prepared_anew(
    source: MemorySource, server: Reading, client: httpx.Client
) -> None:
    client.get("/en/forum-7/")
    source.release(FORUM)
    server.refresh()
    eventually(lambda: server.preparation.prepared.entries)

    assert [key[0] for key in server.preparation.prepared.entries] == ["/en/forum-7/"]
    assert server.rendering.tallies[Kind.PAGE].rendered == 2
    assert client.get("/en/forum-7/").text.startswith("en release 2")
    assert server.rendering.tallies[Kind.PAGE].rendered == 2


def test_rendering_begun_before_a_release_is_not_kept(source: MemorySource) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(state: Any, *_: Any) -> Content:
        number = state.release.number
        if number == 1:
            begun.set()
            go_on.wait(5)
        return f"release {number}"

    with (
        reading(source, structs.replace(EVENT, render=slow)) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        early = threads.submit(lambda: httpx.get(f"{server.url}/en/forum-7/").text)
        assert begun.wait(5)
        source.release(FORUM)
        server.refresh()
        late = httpx.get(f"{server.url}/en/forum-7/").text
        go_on.set()

        assert (early.result(5), late) == ("release 1", "release 2")
        assert httpx.get(f"{server.url}/en/forum-7/").text == "release 2"


def test_answer_the_clock_makes_untrue_is_rendered_again(source: MemorySource) -> None:
    times = iter(range(100))
    now = Renderer(
        pattern="/{lang}/{event}/now/",
        kind=Kind.PAGE,
        scope=Scope.EVENT,
        render=lambda *_: f"at {next(times)}",
        seconds=1,
    )
    with reading(source, now) as server, httpx.Client(base_url=server.url) as client:
        first = client.get("/en/forum-7/now/")
        assert first.headers["cache-control"] == "public, max-age=1"
        assert client.get("/en/forum-7/now/").text == "at 0"
        took = eventually(lambda: client.get("/en/forum-7/now/").text == "at 1")

    assert took < 3


def test_second_coding_expires_with_the_one_it_was_made_from(source: MemorySource) -> None:
    said = ["before"]
    now = structs.replace(EVENT, pattern="/{lang}/{event}/now/", render=lambda *_: said[0] * 200, seconds=1)
    with reading(source, now) as server, httpx.Client(base_url=server.url) as client:
        for coding in ("br", "gzip"):
            client.get("/en/forum-7/now/", headers={"accept-encoding": coding})
        kept = {coding for _, _, coding in server.preparation.prepared.entries}

        said[0] = "after"
        eventually(lambda: not server.preparation.prepared.entries)
        answer = client.get("/en/forum-7/now/", headers={"accept-encoding": "gzip"})

    assert kept == {"br", "gzip", "identity"}
    assert answer.text == "after" * 200


def test_r16_source_lost_leaves_everything_as_it_was(
    source: MemorySource, server: Reading, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/en/forum-7/")
    source.broken.add("current")
    eventually(lambda: server.freshness.failures >= 2)

    assert client.get("/en/forum-7/").status_code == 200
    assert client.get("/ar/forum-7/").status_code == 200

    source.broken.clear()
    eventually(lambda: server.freshness.failures == 0)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_source_never_reached_is_no_absence(source: MemorySource) -> None:
    source.broken.add("current")
    with reading(source, *ALL, waits_for_source=False) as server:
        event = httpx.get(f"{server.url}/en/forum-7/")
        reserved = httpx.get(f"{server.url}/console/")
        source.broken.clear()
        eventually(lambda: server.published.known)

        assert (event.status_code, reserved.status_code) == (503, 404)
        assert httpx.get(f"{server.url}/en/forum-7/").status_code == 200


def test_renderer_that_fails_fails_alone_and_is_tried_again(source: MemorySource) -> None:
    broken = [True]

    def page(*_: Any) -> Content:
        if broken[0]:
            raise ValueError("a bad row")
        return "mended"

    with reading(source, structs.replace(EVENT, render=page), CALENDAR) as server:
        assert (httpx.get(f"{server.url}/en/forum-7/").status_code) == 500
        assert httpx.get(f"{server.url}/en/forum-7/calendar.ics").status_code == 200
        broken[0] = False
        assert httpx.get(f"{server.url}/en/forum-7/").text == "mended"


def test_earlier_release_under_an_address_of_its_own(source: MemorySource) -> None:
    source.release(structs.replace(FORUM, sessions=()))
    earlier = structs.replace(EVENT, pattern="/{lang}/{event}/releases/{release}/", filters=False)
    with reading(source, EVENT, earlier) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("/en/forum-7/releases/1/").text.startswith("en release 1")
        assert SESSION.slug in client.get("/en/forum-7/releases/1/").text
        assert SESSION.slug not in client.get("/en/forum-7/").text
        unknown = ("0", "3", "x", "9" * 40)
        other_spellings = ("01", "00", "+1", "-1", "١", "¹", "1_0", "1.0", "1%20", "%201", "1%0A")
        for number in (*unknown, *other_spellings):
            assert client.get(f"/en/forum-7/releases/{number}/").status_code == 404, number


def test_too_many_searches_hold_up_nobody_else(source: MemorySource) -> None:
    searching, go_on = threading.Event(), threading.Event()

    def page(_state: Any, _parameters: Mapping[str, str], _language: str, filters: Filters) -> Content:
        if filters.q:
            searching.set()
            go_on.wait(10)
        return filters.q or "the programme"

    with (
        reading(source, structs.replace(EVENT, render=page)) as server,
        ThreadPoolExecutor(80) as threads,
        httpx.Client(base_url=server.url, limits=httpx.Limits(max_connections=None)) as client,
    ):
        answers = [threads.submit(client.get, f"/en/forum-7/?q=word{number}", timeout=20) for number in range(80)]
        assert searching.wait(5)
        eventually(lambda: sum(answer.done() for answer in answers) == 16)
        assert client.get("/en/forum-7/").text == "the programme"
        go_on.set()
        statuses = sorted(answer.result(20).status_code for answer in answers)

    assert statuses == [200] * 64 + [503] * 16
