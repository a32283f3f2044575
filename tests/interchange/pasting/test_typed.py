"""What a person corrects in the fields of a proposal is taken as it is written."""

import pytest

from events_service.interchange.pasting.listed import Words
from events_service.interchange.pasting.proposals import Proposal, ProposedBody, ProposedPerson
from events_service.interchange.pasting.typed import proposal_of, typed_of
from events_service.programme.programme import EventRole, PersonRole
from tests.interchange.pasting.cases import SUMMIT

ARABIC = Words(
    roles={role: f"دور {role.value}" for role in PersonRole} | {PersonRole.CHAIR: "رئيس(ة) الجلسة"},
    body_roles={role: f"صفة {role.value}" for role in EventRole},
    telephone="الهاتف",
    to_be_confirmed="في انتظار التأكيد",
    comma="، ",
)
WHOLE = Proposal(
    title="Rivers",
    people=(
        ProposedPerson("نادية الإدريسي", "وزيرة إعداد التراب الوطني، والتعمير", PersonRole.CHAIR),
        ProposedPerson("Karim Bennani", "CGLU Afrique", PersonRole.MODERATOR, to_be_confirmed=True),
        ProposedPerson("Ada Lovelace", "Université de Londres et Institut Curie"),
        ProposedPerson("Bennani, Karim", "Mayor, and more", PersonRole.CO_CHAIR),
        ProposedPerson("Bennani, Awa", "", PersonRole.RAPPORTEUR),
        ProposedPerson("Awa Diop"),
    ),
    organizers=(
        ProposedBody("Ville de Fès, ville jumelle et amie", "VF", ("05 37 20 59 03",), ("a@example.org",)),
        ProposedBody("La Maison / The House", role=EventRole.PARTNER),
        ProposedBody("Rivers: a network", "", ("4455", "+212 5 37 20 59 03"), role=EventRole.CO_HOST),
    ),
)


@pytest.mark.parametrize("words", [Words(), ARABIC])
def test_what_is_shown_is_what_is_taken(words: Words) -> None:
    found, faults = proposal_of(typed_of(WHOLE, words), SUMMIT, words)

    assert faults == {}
    assert found.people == WHOLE.people
    assert found.organizers == WHOLE.organizers


def test_a_line_is_one_person_however_it_is_corrected() -> None:
    typed = typed_of(Proposal(title="A")) | {
        "people": "Présidente : Ada Lovelace, Marie Curie et Awa Diop\n"
        "عبد الله وزان وكريم بناني\n\n- Chair: Karim (TBC)\n"
    }

    people = proposal_of(typed, SUMMIT)[0].people

    assert people == (
        ProposedPerson("Ada Lovelace", "Marie Curie et Awa Diop", PersonRole.CHAIR),
        ProposedPerson("عبد الله وزان وكريم بناني"),
        ProposedPerson("Karim", "", PersonRole.CHAIR, to_be_confirmed=True),
    )
