"""Who is named in a row, and what stands behind a name."""

import pytest

from events_service.interchange.pasting.letters import letters_of
from events_service.interchange.pasting.people import find_people
from events_service.programme.programme import PersonRole


def named(text: str) -> list[tuple[str, str]]:
    letters = letters_of(text)
    found = find_people(letters, 0, len(letters.said), PersonRole.SPEAKER)
    return [(one.person.name, one.person.title) for one in found]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("نادية الإدريسي، وزيرة إعداد التراب الوطني", [("نادية الإدريسي", "وزيرة إعداد التراب الوطني")]),
        ("كريم بناني، والي جهة الشمال", [("كريم بناني", "والي جهة الشمال")]),
        ("كريم بناني، وكيل الملك السابق", [("كريم بناني", "وكيل الملك السابق")]),
        ("كريم بناني، جماعة وزان الكبرى", [("كريم بناني", "جماعة وزان الكبرى")]),
        ("كريم بناني، المدير العام للشركة", [("كريم بناني", "المدير العام للشركة")]),
        ("كريم بناني ونادية الإدريسي", [("كريم بناني", ""), ("نادية الإدريسي", "")]),
        (
            "كريم بناني، سعيد الوزاني و نادية الإدريسي",
            [("كريم بناني", ""), ("سعيد الوزاني", ""), ("نادية الإدريسي", "")],
        ),
        ("M. Karim Bennani (CGLU Afrique)", [("Karim Bennani", "CGLU Afrique")]),
        ("Karim Bennani, CGLU Afrique", [("Karim Bennani", "CGLU Afrique")]),
        ("Karim Bennani, FMDV Paris", [("Karim Bennani", "FMDV Paris")]),
        ("Ada Lovelace, Université de Londres", [("Ada Lovelace", "Université de Londres")]),
        ("Ada Lovelace, Institut Curie", [("Ada Lovelace", "Institut Curie")]),
        (
            "Ada Lovelace, Karim Bennani et Mme Awa Diop",
            [("Ada Lovelace", ""), ("Karim Bennani", ""), ("Awa Diop", "")],
        ),
        ("BENNANI Karim, DIOP Awa", [("BENNANI Karim", ""), ("DIOP Awa", "")]),
        ("Karim BENNANI, Awa DIOP", [("Karim BENNANI", ""), ("Awa DIOP", "")]),
    ],
)
def test_an_office_or_an_organization_behind_a_name_is_no_person(text: str, people: list[tuple[str, str]]) -> None:
    assert named(text) == people
