"""Records of the bundle by what people call them."""

from events_service.directory.directory import Actor, Organization
from events_service.interchange.bundle import Bundle
from events_service.programme.programme import Programme, Session
from tests.demo.walk import plain


def programme(bundle: Bundle, slug: str) -> Programme:
    return next(p for p in bundle.programmes if p.event.slug == slug)


def session(bundle: Bundle, slug: str, code: str = "") -> Session:
    return next(s for s in programme(bundle, slug).sessions if s.code == code)


def organization(bundle: Bundle, name: str) -> Organization:
    """The one organization that has this name, acronym or other spelling."""
    found = [o for o in bundle.organizations if plain(name) in names(o)]
    assert len(found) == 1, name
    return found[0]


def names(body: Organization) -> set[str]:
    return {plain(name) for name in (*body.name.values(), *body.short_name.values(), *body.other_names)}


def actor(bundle: Bundle, name: str) -> Actor:
    return Actor(organization_uid=organization(bundle, name).uid)


def name_of(bundle: Bundle, person_uid: str | None) -> str:
    return next(p.badge_name for p in bundle.people if p.uid == person_uid)
