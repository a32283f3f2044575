import pytest

from events_service.programme.filters import Filters
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.questions import LONGEST_QUERY, QueryTooLong, ask
from events_service.programme.reading.renderers import Matched, Renderer, Scope


def matched(*, filters: bool = True) -> Matched:
    page = Renderer(
        pattern="/{lang}/{event}/", kind=Kind.PAGE, scope=Scope.EVENT, render=lambda *_: "", filters=filters
    )
    return Matched(page, {"event": "forum-7"}, "en")


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        (b"", b""),
        (b"utm_source=x&fbclid=1", b""),
        (b"room=dakhla", b"room=dakhla"),
        (b"utm_source=x&room=dakhla", b"room=dakhla"),
        (b"room=+dakhla+", b"room=dakhla"),
        (b"room=dakhla&room=agadir", b"room=dakhla"),
        (b"room=&track=", b""),
        (b"track=eau&day=2018-11-21", b"day=2018-11-21&track=eau"),
        (b"sessions=b,a,b,", b"sessions=a%2Cb"),
        (b"sessions=b&day=2018-11-21&sessions=a,c", b"day=2018-11-21&sessions=a%2Cb%2Cc"),
        (b"q=L%27eau", b"q=L%27eau"),
        (b"q=%D9%85%D8%A7%D8%A1", b"q=%D9%85%D8%A7%D8%A1"),
        (b"q=%FF", b"q=%EF%BF%BD"),
        (b"%%%&&&===", b""),
    ],
)
def test_equal_questions_have_one_form(query: bytes, canonical: bytes) -> None:
    assert ask("/en/forum-7/", query, matched()).query == canonical


def test_address_without_filters_ignores_its_query() -> None:
    question = ask("/en/forum-7/", b"room=dakhla", matched(filters=False))

    assert (question.query, question.filters) == (b"", Filters())


def test_query_too_long_refused() -> None:
    with pytest.raises(QueryTooLong):
        ask("/en/forum-7/", b"q" * (LONGEST_QUERY + 1), matched())
