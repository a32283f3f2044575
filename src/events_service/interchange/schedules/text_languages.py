"""In which language a schedule's texts are: files say which languages are spoken, and seldom which are written."""

from collections import Counter
from collections.abc import Iterable, Sequence

from events_service.interchange.language_names import read_languages
from events_service.interchange.schedules.elements import SessionElement
from events_service.languages import UNDETERMINED


def texts_language(sessions: Iterable[SessionElement], said: str) -> tuple[str, bool]:
    """The language of texts that say none, and whether it is a guess.

    It is what is `said` of the whole; else that of most sessions which name one alone, in which those agree or not;
    else undetermined.
    """
    of_whole = read_languages(said).tags
    if len(of_whole) == 1:
        return of_whole[0], False
    lists = [read_languages(session.said("language")).tags for session in sessions]
    times = Counter(_primary(tags[0]) for tags in lists if len(tags) == 1)
    if not times:
        return UNDETERMINED, False
    return times.most_common(1)[0][0], len({_primary(tag) for tags in lists for tag in tags}) > 1


def languages_by_use(sessions: Iterable[SessionElement]) -> list[str]:
    """Languages that sessions are in, those of most first; of several the first counts."""
    times: Counter[str] = Counter()
    for session in sessions:
        times.update(_primary(tag) for tag in read_languages(session.said("language")).tags[:1])
    return sorted(times, key=lambda tag: (-times[tag], tag))


def text_language(spoken: Sequence[str], language: str, *, first_is_meant: bool) -> str:
    """The language of a session's own texts, out of those `spoken` in it and the `language` of the whole.

    Of several it is that of the whole; where that is none of them nobody knows, unless the first is meant.
    """
    if not spoken:
        return language
    if len(spoken) == 1 or first_is_meant:
        return spoken[0]
    return next((tag for tag in spoken if _primary(tag) == _primary(language)), UNDETERMINED)


def _primary(tag: str) -> str:
    return tag.partition("-")[0]
