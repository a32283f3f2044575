"""A list in one language beside what it is in the others: what is matched, and what would be lost."""

from events_service.interchange.pasting.beside import lists_beside
from events_service.interchange.pasting.proposals import Proposal, ProposedItem
from events_service.programme.programme import AgendaItem
from tests.factories.drafts import draft_session
from tests.factories.programme import uid_of

FUND = uid_of("fund", "a")
THERE = draft_session(
    "Roads",
    agenda=(
        AgendaItem({"en": "Opening"}, "09:30", "10:00"),
        AgendaItem({"en": "Film"}, "10:00", items=(AgendaItem({"en": "First part"}),)),
        AgendaItem({"en": "Debate"}, "11:00", fund_uids=(FUND,)),
    ),
    objectives=({"en": "link", "ar": "ربط"}, {"en": "pay"}),
    questions=({"fr": "Qui ?"}, {"fr": "Quand ?", "en": "When?"}),
)


def test_points_are_matched_by_their_hours_whatever_their_number() -> None:
    items = (
        ProposedItem("Accueil", "09:00", "09:30"),
        ProposedItem("Ouverture", "09:30", "10:15"),
        ProposedItem("Pause", "10:30"),
        ProposedItem("Débat", "11:00"),
    )

    agenda = lists_beside(THERE, Proposal("Routes", language="fr", agenda=items))["agenda"]

    assert [item.title for item in agenda.items] == [
        {"fr": "Accueil"},
        {"en": "Opening", "fr": "Ouverture"},
        {"fr": "Pause"},
        {"en": "Debate", "fr": "Débat"},
    ]
    assert (agenda.items[1].end, agenda.items[3].fund_uids) == ("10:15", (FUND,))
    assert agenda.lost == ({"en": "Film"}, {"en": "First part"})


def test_as_many_between_two_that_are_matched_are_the_same() -> None:
    items = (ProposedItem("Ouverture", "09:30"), ProposedItem("Le film"), ProposedItem("Débat", "11:00"))

    agenda = lists_beside(THERE, Proposal("Routes", language="fr", agenda=items))["agenda"]

    assert agenda.items[1] == AgendaItem(
        {"en": "Film", "fr": "Le film"}, "10:00", items=(AgendaItem({"en": "First part"}),)
    )
    assert agenda.lost == ()


def test_what_cannot_be_matched_and_is_said_in_other_languages_would_be_lost() -> None:
    said = Proposal("Roads", language="fr", objectives=("relier", "payer", "durer"), questions=("Quand ?",))

    found = lists_beside(THERE, said)

    assert found["objectives"].lost == ({"en": "link", "ar": "ربط"}, {"en": "pay"})
    assert found["questions"].items == ({"fr": "Quand ?", "en": "When?"},)
    assert found["questions"].lost == ()
    assert "agenda" not in found
