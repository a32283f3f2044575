"""Every entity and relation that `seeds.json` reads out of the five seeds, found in the demonstration."""

from datetime import UTC, date, datetime
from typing import Any

from events_service import zones
from events_service.directory.directory import Actor, ContactKind
from events_service.interchange.bundle import Bundle
from events_service.partnerships.partnerships import Agreement, CommitmentKind
from events_service.programme.programme import EventRole, PersonRole, Precision
from tests.demo.lookups import actor, name_of, names, organization, programme, session
from tests.demo.walk import plain

SLUGS = {"assises-marrakech": "assises-marrakech-2016", "forum-aict-7": "forum-aict-7"}
COUNTRIES = {"Maroc": "MA", "France": "FR"}


def memorandum(bundle: Bundle, kind: str) -> Agreement:
    return next(a for a in bundle.agreements if plain(a.kind["fr"]) == plain(kind))


def test_every_organization_has_its_names_acronym_and_telephone(bundle: Bundle, seeds: Any) -> None:
    assert len(seeds["organizations"]) == 14
    for said in seeds["organizations"]:
        body = organization(bundle, said["acronym"] or said["names"][0])
        assert {plain(name) for name in said["names"]} <= names(body)
        assert said["acronym"] in {None, *body.short_name.values()}
        if "phone" in said:
            assert [c.printed for c in body.contacts if c.kind is ContactKind.PHONE] == [said["phone"]]


def test_session_84_has_its_place_its_time_and_its_track(bundle: Bundle, entities: Any, inferred: Any) -> None:
    said, found = entities[0]["session"], session(bundle, "africities-8", "SOU 84")
    africities = programme(bundle, "africities-8")
    assert (found.code, found.title["en"]) == (said["code"], said["title"])
    assert found.start_local == datetime.fromisoformat(f"{inferred[0]['date']}T{said['start_time']}")
    assert found.end_local == datetime.fromisoformat(f"{inferred[0]['date']}T{said['end_time']}")
    assert africities.event.timezone == inferred[0]["timezone"]
    for moment, instant in ((found.start_local, "start_utc"), (found.end_local, "end_utc")):
        assert zones.to_instant(moment, africities.event.timezone) == datetime.fromisoformat(inferred[0][instant])
    room = next(r for r in africities.rooms if r.uid == found.room_uid)
    venue = next(v for v in africities.venues if v.uid == room.venue_uid)
    assert (room.name["en"], venue.city["en"]) == (said["venue"], "Marrakech")
    assert [t.name["en"] for t in africities.tracks if t.uid == found.track_uid] == [said["track"]]
    assert len(found.people) == len(said["speakers"])


def test_session_84_has_its_organizers_in_order_with_the_printed_telephone(bundle: Bundle, entities: Any) -> None:
    said, found = entities[0]["session"]["organizers"], session(bundle, "africities-8", "SOU 84").organizers
    assert [entry["order"] for entry in said] == [1, 2]
    assert [o.organization_uid for o in found] == [organization(bundle, entry["name"]).uid for entry in said]
    assert [organization(bundle, e["name"]) for e in said] == [organization(bundle, e["acronym"]) for e in said]
    assert [[c.printed for c in o.contacts] for o in found] == [[e["phone"]] if e["phone"] else [] for e in said]
    assert found[0].contacts[0].e164 == "+212537205903"


def test_session_84_has_its_questions_agenda_and_objectives_item_for_item(bundle: Bundle, entities: Any) -> None:
    said, found = entities[0]["session"], session(bundle, "africities-8", "SOU 84")
    assert len(found.questions) == len(said["description"]["questions"]) == 3
    assert len(found.agenda) == len(said["presentations"]) == 4
    assert len(found.objectives) == len(said["objectives"]) == 3
    assert found.objectives_introduction
    assert len(found.description["en"].split("\n\n")) == said["description"]["paragraphs"]
    for item, entry in zip(found.agenda, said["presentations"], strict=True):
        refers = entry.get("refers_to", {})
        bodies = [*refers.get("agreement_parties", ()), *([refers["organization"]] if "organization" in refers else ())]
        assert list(item.organization_uids) == [organization(bundle, name).uid for name in bodies]
        linked = [a for a in bundle.agreements if a.uid in item.agreement_uids]
        assert [a.title["en"] for a in linked] == ([entry["title"]] if "agreement_parties" in refers else [])
        for agreement in linked:
            assert [p.actor for p in agreement.parties] == [actor(bundle, n) for n in refers["agreement_parties"]]


def test_africities_is_the_edition_that_was_inferred(bundle: Bundle, inferred: Any) -> None:
    event = programme(bundle, "africities-8").event
    series = next(s for s in bundle.series if s.uid == event.series_uid)
    edition = f"{series.name['en']}, {event.edition}th edition, {event.city['en']}, Morocco"
    assert inferred[0]["event"] == f"{edition}, {event.start_on} to {event.end_on}"
    assert event.country == "MA"


def test_every_event_has_its_series_place_and_days(bundle: Bundle, entities: Any, inferred: Any) -> None:
    days = {"assises-marrakech": inferred[1]["assises"], "forum-aict-7": inferred[1]["forum"]}
    assert [said["id"] for said in entities[1]["events"]] == list(days)
    for said in entities[1]["events"]:
        event = programme(bundle, SLUGS[said["id"]]).event
        series = next(s for s in bundle.series if s.uid == event.series_uid)
        assert plain(series.name["fr"]) == plain(said["series"])
        assert series.periodicity["fr"] == said["recurrence_text"]
        assert (event.city["fr"], event.country) == (said["city"], COUNTRIES[said["country"]])
        assert event.edition == (said["edition"] or days[said["id"]]["edition"])
        assert event.start_on == date.fromisoformat(days[said["id"]]["start"])
        assert event.end_on == date.fromisoformat(days[said["id"]]["end"])
        assert event.timezone == days[said["id"]]["timezone"]
        assert said["start_date_text"].startswith(str(event.start_on.day))
        assert said["end_date_text"].startswith(str(event.end_on.day))
        assert len(series.objectives) == len(event.objectives) == len(said.get("aims", said.get("objectives", ())))
        assert series.countries == tuple(COUNTRIES[name] for name in said.get("countries", ()))


def test_assises_have_their_edition_chairs_partners_and_figure(bundle: Bundle, inferred: Any) -> None:
    said, event = inferred[1]["assises"], programme(bundle, "assises-marrakech-2016").event
    assert event.edition == said["edition"]
    assert [(name_of(bundle, p.person_uid), p.role) for p in event.people] == [
        (name, PersonRole.CO_CHAIR) for name in said["co_chairs"]
    ]
    assert [(o.organization_uid, o.role) for o in event.organizations] == [
        *((organization(bundle, name).uid, EventRole.CO_HOST) for name in said["co_organizers"]),
        *((organization(bundle, name).uid, EventRole.PARTNER) for name in said["partners"]),
    ]
    assert [fact.value["en"] for fact in event.facts] == [str(said["expected"])]
    noon = datetime(2016, 12, 8, 12, tzinfo=UTC)
    assert zones.to_wall(noon, event.timezone).hour == 12 + int(said["offset"][:3])


def test_forum_has_its_host_its_stand_and_its_meeting(bundle: Bundle, entities: Any) -> None:
    said, found = entities[1]["events"][1], programme(bundle, "forum-aict-7")
    assert found.event.edition == said["edition"]
    assert found.event.title["fr"].startswith(f"{said['edition']}e ")
    assert [o.organization_uid for o in found.event.organizations] == [organization(bundle, said["host"]).uid]
    assert len(found.stands) == len(said["stands"]) == 1
    for stand, entry in zip(found.stands, said["stands"], strict=True):
        assert stand.holder == Actor(country=COUNTRIES[entry["holder"]])
        assert stand.title["fr"] == entry["holder"]
        assert len(stand.content) == len(entry["content"]) == 2
    assert len(found.sessions) == len(said["meetings"]) == 1


def test_country_group_met_at_the_forum_and_announced_the_assises(bundle: Bundle, entities: Any) -> None:
    said = entities[1]["events"][1]["meetings"][0]
    found = programme(bundle, SLUGS[said["parent_event"]])
    meeting = found.sessions[0]
    group = organization(bundle, said["title"])
    assert plain(meeting.title["fr"]) == plain(said["title"])
    assert [plain(kind.name["en"]) for kind in found.types if kind.uid == meeting.type_uid] == [said["kind"]]
    assert (meeting.country_group_uid, group.kind, group.countries) == (group.uid, "country_group", ("MA", "FR"))
    announced = [p.event.slug for p in bundle.programmes if p.event.announced_by_uid == meeting.uid]
    assert announced == [SLUGS[slug] for slug in said["announces"]]
    assert (meeting.start_local, meeting.day_on) == (None, None)
    assert "4" in meeting.time_note["fr"]


def test_country_group_has_its_agenda_its_fund_its_themes_and_its_call(bundle: Bundle, entities: Any) -> None:
    said, meeting = entities[1]["events"][1]["meetings"][0], programme(bundle, "forum-aict-7").sessions[0]
    fund = bundle.funds[0]
    assert [plain(f.name["fr"]) for f in bundle.funds] == [plain(f["name"]) for f in entities[1]["funds"]]
    assert len(meeting.agenda) == len(said["agenda"])
    assert [item.fund_uids for item in meeting.agenda] == [
        (fund.uid,) if plain(fund.name["fr"]) in plain(text) else () for text in said["agenda"]
    ]
    themes = [line for line in meeting.description["fr"].splitlines() if line.startswith("- ")]
    keys = ("régionalisation avancée", "gouvernance territoriale", "provinces du sud", "120.000")
    assert len(themes) == len(said["themes"]) == len(keys)
    for key, theme, line in zip(keys, said["themes"], themes, strict=True):
        assert key in theme
        assert key in line
    assert all("120.000" in text for text in meeting.description.values())
    assert ["réseaux de partenariat" in call for call in said["calls"]] == [True]
    assert "réseaux de partenariat" in meeting.description["fr"]


def test_memorandum_has_its_parties_signatories_and_witnesses(bundle: Bundle, entities: Any) -> None:
    said = entities[2]["agreement"]
    found = memorandum(bundle, said["type"])
    assert [p.actor for p in found.parties] == [actor(bundle, party["name"]) for party in said["parties"]]
    for party in said["parties"]:
        assert party["acronym"] in {None, *organization(bundle, party["name"]).short_name.values()}
    signed = [s for s in found.signatories if not s.witness]
    assert [(name_of(bundle, s.person_uid), plain(s.title["fr"]), s.party) for s in signed] == [
        (entry["name"], plain(entry["title"]), actor(bundle, entry["party"])) for entry in said["signatories"]
    ]
    witnesses = [s for s in found.signatories if s.witness]
    assert [(s.person_uid, s.party) for s in witnesses] == [(None, None)]
    assert "trois institutions" in said["witnesses"]
    assert "trois institutions" in witnesses[0].title["fr"]


def test_memorandum_has_its_day_as_far_as_it_is_known_and_its_place(bundle: Bundle, seeds: Any, entities: Any) -> None:
    said, found = entities[2]["agreement"], memorandum(bundle, "Mémorandum d'Entente")
    published = seeds["sources"][2]["published"]
    assert found.signed_on
    assert (f"{found.signed_on:%Y-%m}", found.precision) == (published, Precision.MONTH)
    assert said["signed_on_text"] in found.signed_note["fr"]
    assert found.city["fr"] == said["signed_place"]["city"]
    assert plain(found.place["fr"]) == plain(said["signed_place"]["venue"])
    assert [(f"{s.published_on:%Y-%m}", s.precision, s.language) for s in found.sources] == [
        (published, Precision.MONTH, seeds["sources"][2]["language"])
    ]


def test_memorandum_has_its_framework_scope_activities_and_outputs(bundle: Bundle, entities: Any) -> None:
    said, found = entities[2]["agreement"], memorandum(bundle, "Mémorandum d'Entente")
    assert found.framework
    for level in ("plan", "axis", "component"):
        assert plain(getattr(found.framework, level)["fr"]) == plain(said["framework"][level])
    assert plain(said["scope"]) in plain(found.scope["fr"])
    assert len(found.activities) == len(said["activities"]) == 4
    assert [plain(output["fr"]) for output in found.outputs] == [plain(output) for output in said["outputs"]]
    assert len(found.objectives) == 1
    assert found.purpose


def test_memorandum_refers_to_the_colloquium(bundle: Bundle, entities: Any, inferred: Any) -> None:
    said, found = entities[2]["agreement"]["refers_to_events"], memorandum(bundle, "Mémorandum d'Entente")
    colloquium = programme(bundle, "colloque-regionalisation-2019").event
    assert [(plain(colloquium.title["fr"]), colloquium.edition)] == [(plain(e["title"]), e["edition"]) for e in said]
    assert found.event_uids == (colloquium.uid,)
    assert [activity.event_uids for activity in found.activities] == [(), (), (), (colloquium.uid,)]
    more = inferred[2]["colloque"]
    assert (colloquium.city["fr"], str(colloquium.start_on), str(colloquium.end_on)) == (
        more["city"],
        more["start"],
        more["end"],
    )
    assert [o.organization_uid for o in colloquium.organizations] == [
        organization(bundle, name).uid for name in more["organizers"]
    ]
    workshops = [fact.value["en"] for fact in colloquium.facts if fact.label["en"] == "Workshops"]
    assert workshops == [str(more["workshops"])]


def test_five_agreements_of_the_association_have_their_parties_and_objectives(bundle: Bundle, entities: Any) -> None:
    home = actor(bundle, entities[3]["association"]["name"])
    assert home == actor(bundle, entities[3]["association"]["acronym"])
    found = [a for a in bundle.agreements if a.parties[0].actor == home]
    said = sorted(entities[3]["agreements"], key=lambda entry: entry["order"])
    assert len(found) == len(said) == 5
    for agreement, entry in zip(found, said, strict=True):
        assert agreement.kind["en"] == entry["type"]
        assert [p.actor for p in agreement.parties] == [home, actor(bundle, entry["with"])]
        assert plain(agreement.title["en"]).startswith(plain(f"{entry['type']} with"))
        assert plain(agreement.title["en"]).endswith(plain(entry["with"]))
        assert len(agreement.objectives) == entry["objectives_count"]
        assert [plain(field["en"]) for field in agreement.fields] == [plain(f) for f in entry.get("fields", ())]
        assert [plain(b["en"]) for b in agreement.beneficiaries] == [plain(b) for b in entry.get("beneficiaries", ())]
        assert (agreement.action_plan is not None) == ("action_plan" in entry)
        assert (agreement.signed_on, agreement.signatories) == (None, ())


def test_action_plan_of_the_third_agreement_has_no_content(bundle: Bundle, entities: Any, inferred: Any) -> None:
    assert inferred[3]["action_plan_belongs_to"].startswith("agreement 3")
    assert entities[3]["agreements"][2]["action_plan"] == {"present": True, "content": None}
    plans = [(a.title["en"], a.action_plan) for a in bundle.agreements if a.action_plan]
    assert len(plans) == 1
    title, plan = plans[0]
    assert "Jisr" in title
    assert (plan.title["en"], plan.items) == ("Action plan", ())


def test_convention_has_its_parties_and_neither_day_nor_signatory(bundle: Bundle, entities: Any) -> None:
    said = entities[4]["agreement"]
    found = memorandum(bundle, said["type"])
    assert [p.actor for p in found.parties] == [actor(bundle, party["name"]) for party in said["parties"]]
    assert [p.actor for p in found.parties] == [actor(bundle, party["acronym"]) for party in said["parties"]]
    assert (found.signed_on, found.place, found.city) == (said["signed_on"], {}, {})
    assert list(found.signatories) == said["signatories"]
    assert len(found.objectives) == 1
    assert found.purpose


def test_convention_has_its_six_commitments_in_order(bundle: Bundle, entities: Any) -> None:
    said = sorted(entities[4]["agreement"]["commitments"], key=lambda entry: entry["order"])
    found = memorandum(bundle, entities[4]["agreement"]["type"]).commitments
    assert len(found) == len(said) == 6
    for commitment, entry in zip(found, said, strict=True):
        option = "peuvent" in entry["text"]
        assert commitment.kind is (CommitmentKind.OPTION if option else CommitmentKind.OBLIGATION)
        assert commitment.actors == tuple(actor(bundle, name) for name in entry.get("actors", ()))
        kind = entry.get("event_kind", "").split(",")[0].replace(" ", "-")
        assert commitment.session_type == kind
        assert plain(commitment.mechanism.get("fr", "")) == plain(entry.get("mechanism", ""))
        assert bool(commitment.condition) == ("condition" in entry)
        for audience in entry.get("audience", ()):
            assert any(plain(b["fr"]).startswith(plain(audience)) for b in commitment.beneficiaries)
    assert [c.kind for c in found].index(CommitmentKind.OPTION) == 3
    assert "assemblée générale" in found[5].condition["fr"]
