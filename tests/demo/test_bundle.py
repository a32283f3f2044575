"""The form of the demonstration: three languages, own words, references that resolve, addresses that stand."""

import re
from collections import Counter
from importlib.resources import files
from itertools import chain
from uuid import UUID

import pytest

from events_service import demo, languages, zones
from events_service.addresses import RESERVED
from events_service.demo import COMING_EVENT
from events_service.interchange import bundle as interchange
from events_service.interchange.bundle import Bundle
from events_service.programme.conflicts import find_conflicts
from events_service.programme.programme import OfferMode, Programme, SessionStatus
from events_service.slugs import is_slug
from tests.demo.walk import Place, texts, values, words
from tests.support.needs import seeds, shared_data

# As printed, or the name of something: what stands here may be the words of the source.
NAMES = {
    ("Series", "name"),
    ("Organization", "name"),
    ("Organization", "other_names"),
    ("Event", "title"),
    ("Event", "theme"),
    ("Session", "title"),
    ("Person", "title"),
    ("SessionPerson", "title"),
    ("Signatory", "title"),
    ("Agreement", "kind"),
    ("Agreement", "title"),
    ("Framework", "plan"),
    ("Framework", "axis"),
    ("Framework", "component"),
    ("Fund", "name"),
    ("Source", "title"),
}
RUN = 8


def coming(bundle: Bundle) -> Programme:
    return next(p for p in bundle.programmes if p.event.slug == COMING_EVENT)


def test_bundle_in_the_package_is_what_the_format_writes(bundle: Bundle) -> None:
    assert files(demo).joinpath("bundle.json").read_bytes() == interchange.write(bundle)


def test_every_text_is_there_in_the_three_languages(bundle: Bundle) -> None:
    wanted = set(languages.INTERFACE_LANGUAGES)
    assert [place.path for place, text in texts(bundle) if set(text) != wanted or not all(text.values())] == []


def test_names_of_people_are_in_latin_and_in_arabic_letters(bundle: Bundle) -> None:
    for person in bundle.people:
        assert person.name["en"] == person.name["fr"] == person.badge_name
        assert re.fullmatch(r"[\u0621-\u064a ]+", person.name["ar"]), person.badge_name


def test_arabic_texts_are_in_arabic_letters(bundle: Bundle) -> None:
    signs = {place.path: text["ar"] for place, text in texts(bundle) if not re.search(r"[\u0621-\u064a]", text["ar"])}
    acronyms = {o.short_name["ar"] for o in bundle.organizations if o.short_name}
    assert [path for path, text in signs.items() if text not in acronyms and not text.isdecimal()] == []


@pytest.mark.parametrize(
    ("language", "fault"),
    [
        ("en", r"['`\u2019]'|'|[ \u00a0][;:!?]|\b\w+iz?sation\b|  "),
        ("fr", r"'|(?<!\u202f)[;!?»]|«(?!\u202f)|(?<![\u202f\d]):|\d \d{3}\b|  "),
        ("ar", r"[,?;']|\u0640|[\u0660-\u0669\u06f0-\u06f9]|  | [،؛؟]"),
    ],
)
def test_texts_keep_the_typography_of_their_language(bundle: Bundle, language: str, fault: str) -> None:
    assert [text[language] for _, text in texts(bundle) if re.search(fault, text[language])] == []


def test_nothing_in_a_text_is_invisible_or_reorders_it(bundle: Bundle) -> None:
    said = [entry for _, text in texts(bundle) for entry in text.values()]
    assert [entry for entry in said if languages.cleaned(entry) != entry] == []


def test_no_run_of_eight_words_is_taken_from_a_seed(bundle: Bundle) -> None:
    taken = set(chain.from_iterable(runs(path.read_text(encoding="utf-8")) for path in seeds()))
    ours = [(place, entry) for place, text in texts(bundle) for entry in text.values() if place[:2] not in NAMES]
    assert len(taken) > 1000
    assert len(ours) > 500
    assert [(place.path, entry) for place, entry in ours if taken & runs(entry)] == []


def test_no_objective_or_commitment_is_an_entry_of_the_readings(bundle: Bundle) -> None:
    entries = {tuple(words(entry)) for entry in strings(shared_data("seeds.json").read_text(encoding="utf-8"))}
    retold = [(p, e) for p, t in texts(bundle) for e in t.values() if p.field in {"objectives", "text", "description"}]
    assert [(place.path, entry) for place, entry in retold if tuple(words(entry)) in entries] == []


def runs(text: str) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[start : start + RUN]) for start in range(len(said) - RUN + 1)}


def strings(json: str) -> list[str]:
    return [entry for entry in re.findall(r'"((?:[^"\\]|\\.)*)"', json) if len(entry.split()) > 3]


def test_uids_are_random_and_each_stands_once(bundle: Bundle) -> None:
    uids = [str(value) for place, value in values(bundle) if place.field == "uid"]
    assert {UUID(uid).version for uid in uids} == {4}
    assert [uid for uid, times in Counter(uids).items() if times > 1] == []


def test_references_resolve(bundle: Bundle) -> None:
    lasting: dict[str, set[str]] = {
        "organization": {o.uid for o in bundle.organizations},
        "person": {p.uid for p in bundle.people},
        "series": {s.uid for s in bundle.series},
        "agreement": {a.uid for a in bundle.agreements},
        "fund": {f.uid for f in bundle.funds},
        "event": {p.event.uid for p in bundle.programmes},
        "session": {s.uid for p in bundle.programmes for s in p.sessions},
    }
    lasting |= {
        "country_group": {o.uid for o in bundle.organizations if o.kind == "country_group"},
        "announced_by": lasting["session"] | lasting["event"],
        "member": lasting["organization"],
    }
    assert dangling(bundle, lasting, skip={"room", "track", "type", "venue"}) == []
    for programme in bundle.programmes:
        own = {
            "room": {r.uid for r in programme.rooms},
            "track": {t.uid for t in programme.tracks},
            "type": {t.uid for t in programme.types},
            "venue": {v.uid for v in programme.venues},
        }
        assert dangling(programme, own, skip=set(lasting)) == []


def dangling(record: Bundle | Programme, known: dict[str, set[str]], skip: set[str]) -> list[str]:
    """References that lead nowhere; a kind that is neither known nor skipped is a KeyError."""
    found = []
    for place, value in values(record):
        kind = re.fullmatch(r"(\w+)_uids?", place.field)
        if kind and value and kind[1] not in skip and value not in known[kind[1]]:
            found.append(place.path)
    return found


def test_every_organization_and_person_has_a_part(bundle: Bundle) -> None:
    named = {value for place, value in values(bundle) if place.field != "uid" and isinstance(value, str)}
    assert [o.name["en"] for o in bundle.organizations if o.uid not in named] == []
    assert [p.badge_name for p in bundle.people if p.uid not in named] == []


def test_slugs_are_well_formed_and_unique_where_they_must_be(bundle: Bundle) -> None:
    said = [(place, str(value)) for place, value in values(bundle) if place.field == "slug" and value]
    assert [(place.path, slug) for place, slug in said if not is_slug(slug)] == []
    events = [programme.event.slug for programme in bundle.programmes]
    series = [entry.slug for entry in bundle.series]
    assert all(events)
    assert all(series)
    assert len(set(events)) == len(events)
    assert len(set(series)) == len(series)
    assert set(events) & RESERVED == set()
    for programme in bundle.programmes:
        types = [kind.slug for kind in programme.types]
        assert len(set(types)) == len(types)


def test_colours_leave_white_text_readable(bundle: Bundle) -> None:
    colours = [(place, str(value)) for place, value in values(bundle) if place.field in {"accent", "colour"}]
    assert [(place.path, colour) for place, colour in colours if contrast_with_white(colour) < 4.5] == []


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_times_exist_in_their_zones_and_nothing_is_planned_twice(bundle: Bundle) -> None:
    for programme in bundle.programmes:
        assert find_conflicts(programme) == ()
        for session in programme.sessions:
            for moment in filter(None, (session.start_local, session.end_local)):
                instant = zones.to_instant(moment, programme.event.timezone)
                assert zones.to_wall(instant, programme.event.timezone) == moment


def test_codes_are_unique_within_their_event(bundle: Bundle) -> None:
    for programme in bundle.programmes:
        codes = [session.code for session in programme.sessions if session.code]
        assert len(set(codes)) == len(codes)


def test_printed_telephones_and_dialable_ones_have_the_same_digits(bundle: Bundle) -> None:
    contacts = [c for o in bundle.organizations for c in o.contacts if c.kind == "phone"]
    contacts += [c for p in bundle.programmes for s in p.sessions for o in s.organizers for c in o.contacts]
    assert {(c.printed, c.e164) for c in contacts} == {
        ("05 37 20 59 03", "+212537205903"),
        ("212 - (0)537572162", "+212537572162"),
    }


def test_coming_event_is_open_to_everybody_without_limit_or_approval(bundle: Bundle) -> None:
    event = coming(bundle).event
    assert event.offer.mode is OfferMode.REGISTRATION
    assert (event.offer.capacity, event.offer.opens_at, event.offer.closes_at) == (None, None, None)
    assert (event.approval, event.confirm_addresses, event.timezone) == (False, True, "Africa/Casablanca")
    assert [c.slug for c in event.categories] == ["delegate", "official", "speaker", "press", "exhibitor", "staff"]


def test_only_open_sessions_of_the_coming_event_can_be_joined_and_have_20_places(bundle: Bundle) -> None:
    programme = coming(bundle)
    types = {kind.uid: kind.slug for kind in programme.types}
    joinable = [s for s in programme.sessions if s.offer.mode is OfferMode.REGISTRATION]
    assert joinable == [s for s in programme.sessions if types.get(s.type_uid or "") == "open"]
    assert len(joinable) == 5
    assert {s.offer.capacity for s in joinable} == {20}
    assert all(s.status is SessionStatus.CONFIRMED and s.start_local for s in joinable)


def test_coming_event_shows_every_state_a_session_can_have(bundle: Bundle) -> None:
    programme = coming(bundle)
    assert Counter(s.status for s in programme.sessions if s.code) == {
        SessionStatus.CONFIRMED: 12,
        SessionStatus.TENTATIVE: 1,
        SessionStatus.CANCELLED: 1,
    }
    assert len(programme.rooms) == 4
    assert [s.code for s in programme.sessions if s.code and s.start_local is None] == ["DF 14"]


def test_coming_event_says_that_it_and_its_people_are_invented(bundle: Bundle) -> None:
    programme = coming(bundle)
    assert [programme.event.title[tag] for tag in ("en", "fr", "ar")] == [
        "Demonstration Forum",
        "Forum de démonstration",
        "منتدى العرض التجريبي",
    ]
    assert "invented" in programme.event.description["en"]
    people = {entry.person_uid for s in programme.sessions for entry in s.people}
    bodies = {entry.organization_uid for s in programme.sessions for entry in s.organizers}
    bodies |= {entry.organization_uid for entry in programme.event.organizations}
    for person in bundle.people:
        assert ("fictional" in person.title.get("en", "")) == (person.uid in people)
    for body in bundle.organizations:
        assert body.description.get("en", "").startswith("Fictional") == (body.uid in bodies)


def test_only_the_coming_event_can_be_joined(bundle: Bundle) -> None:
    open_offers = [
        p.event.slug
        for p in bundle.programmes
        for offer in (p.event.offer, *(s.offer for s in p.sessions))
        if offer.mode is not OfferMode.NONE
    ]
    assert set(open_offers) == {COMING_EVENT}


def test_walk_reaches_the_deepest_text(bundle: Bundle) -> None:
    nested = [place for place, text in texts(bundle) if text["en"] == "Institutional film"]
    assert [(place.owner, place.field) for place in nested] == [("AgendaItem", "title")]
    assert isinstance(nested[0], Place)


def test_sessions_of_a_past_and_of_the_coming_event_have_documents(bundle: Bundle) -> None:
    """Each leads to what the demonstration itself names as the source of an agreement."""
    sources = {source.url for agreement in bundle.agreements for source in agreement.sources if source.url}
    found = {
        (programme.event.slug, session.code): [document.url for document in session.documents]
        for programme in bundle.programmes
        for session in programme.sessions
        if session.documents
    }

    assert set(found) == {("africities-8", "SOU 84"), (COMING_EVENT, "DF 07")}
    assert {url for urls in found.values() for url in urls} <= sources
