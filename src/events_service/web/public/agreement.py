"""The page of an agreement: between whom, for what, and what each has undertaken."""

from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates
from events_service.directory.directory import Actor
from events_service.partnerships.partnerships import Activity, Agreement, Commitment, CommitmentKind, Signatory, Source
from events_service.web import times
from events_service.web.public.about import Related, event_link
from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.frame import Head, page, summary
from events_service.web.public.names import Address, actor_name, actor_names, person_name
from events_service.web.reader import Reader
from events_service.web.views import CatalogueView


class PartyShown(NamedTuple):
    name: Markup
    role: Markup


class Signed(NamedTuple):
    """Who signed. A collective witness has no name of its own: then the title stands for it."""

    name: Markup
    title: Markup
    party: Markup


class CommitmentShown(NamedTuple):
    text: Markup
    kind: Markup
    is_option: bool
    actors: Markup
    beneficiaries: list[Markup]
    condition: Markup
    mechanism: Markup
    due: Markup


class ActivityShown(NamedTuple):
    text: Markup
    links: list[Related]


class SourceShown(NamedTuple):
    title: Markup
    href: str | None
    about: Markup


def render_agreement(view: CatalogueView, slug: str, language: str) -> str | None:
    """None where there is no such agreement."""
    agreement = view.records.agreement(slug)
    if agreement is None:
        return None
    reader = Reader(language, view.site)
    records = view.records
    title = reader.plain(agreement.title)
    feed = reader.file("agreements", slug, "calendar.ics")
    events = [records.events[uid] for uid in agreement.event_uids if uid in records.events]
    met_at = [records.events[uid] for one in agreement.activities for uid in one.event_uids if uid in records.events]
    subscribe = subscribe_drop(feed, title, reader, events=(*events, *met_at))
    return page(
        "public/agreement.html",
        reader,
        Head(title, ("agreements", slug), summary(agreement.purpose or agreement.title, reader), feed=feed),
        agreement=agreement,
        signed=_signed_on(agreement, reader),
        place=reader.commas(part for part in (reader.text(agreement.place), reader.text(agreement.city)) if part),
        parties=[PartyShown(_actor(party.actor, view, reader), reader.text(party.role)) for party in agreement.parties],
        signatories=[_signed(s, view, reader) for s in agreement.signatories if not s.witness],
        witnesses=[_signed(s, view, reader) for s in agreement.signatories if s.witness],
        commitments=[_commitment(commitment, view, reader) for commitment in agreement.commitments],
        activities=[_activity(activity, view, reader) for activity in agreement.activities],
        documents=[
            (reader.text(document.title) or escape(href), href)
            for document in agreement.documents
            if (href := reader.address(document.url))
        ],
        sources=[_source(source, reader) for source in agreement.sources],
        events=[event_link(event, reader) for event in events],
        subscribe=subscribe if events or agreement.activities else None,
    )


def _actor(actor: Actor, view: CatalogueView, reader: Reader) -> Markup:
    return actor_name(actor, reader, view.records.organizations, view.records.people, _address(reader))


def _address(reader: Reader) -> Address:
    return lambda body: reader.page("organizations", body.slug) if body.slug else ""


def _signed_on(agreement: Agreement, reader: Reader) -> Markup:
    if agreement.signed_on is None:
        return reader.text(agreement.signed_note)
    day = times.with_precision(agreement.signed_on, agreement.precision, reader.language)
    note = reader.text(agreement.signed_note)
    return reader.commas([escape(day), note]) if note else escape(day)


def _signed(signatory: Signatory, view: CatalogueView, reader: Reader) -> Signed:
    person = view.records.people.get(signatory.person_uid or "")
    title = reader.text(signatory.title)
    party = _actor(signatory.party, view, reader) if signatory.party else Markup("")
    if person is None:
        return Signed(title, Markup(""), party)
    return Signed(person_name(person, reader), title or reader.text(person.title), party)


def _commitment(commitment: Commitment, view: CatalogueView, reader: Reader) -> CommitmentShown:
    option = commitment.kind is CommitmentKind.OPTION
    actors = actor_names(commitment.actors, reader, view.records.organizations, view.records.people, _address(reader))
    due = reader.say("Continuing")
    if commitment.due_on:
        due = reader.say("By {date}", date=dates.plain_day(commitment.due_on, reader.language))
    return CommitmentShown(
        text=reader.text(commitment.text),
        kind=reader.say("Option") if option else reader.say("Obligation"),
        is_option=option,
        actors=actors or reader.say("All parties"),
        beneficiaries=[reader.text(text) for text in commitment.beneficiaries],
        condition=reader.text(commitment.condition),
        mechanism=reader.text(commitment.mechanism),
        due=due,
    )


def _activity(activity: Activity, view: CatalogueView, reader: Reader) -> ActivityShown:
    links = [event_link(view.records.events[uid], reader) for uid in activity.event_uids if uid in view.records.events]
    for uid in activity.session_uids:
        found = view.find_session(uid)
        if found:
            timetable, session = found
            href = reader.page(timetable.event.slug, "sessions", session.slug)
            links.append(Related(reader.text(session.title) or escape(session.code), href))
    return ActivityShown(reader.text(activity.text), links)


def _source(source: Source, reader: Reader) -> SourceShown:
    about = []
    if source.publisher:
        about.append(Markup("<bdi>{}</bdi>").format(source.publisher))
    if source.published_on:
        about.append(escape(times.with_precision(source.published_on, source.precision, reader.language)))
    if source.language:
        about.append(escape(reader.name_of_language(source.language)))
    href = reader.address(source.url) if source.url else None
    return SourceShown(reader.text(source.title), href, reader.commas(about))
