"""French: whether "de" loses its vowel before a word."""

import pytest

from events_service.elision import elides


@pytest.mark.parametrize(
    "said",
    ["Agadir", "Évian", "El Jadida", "Oujda", "Œting", "Helsinki", "Ypres", '<bdi lang="en" dir="ltr">Accra</bdi>'],
)
def test_de_loses_its_vowel_before_a_vowel_or_a_silent_h(said: str) -> None:
    assert elides(said)


@pytest.mark.parametrize(
    "said", ["Rabat", "Ouagadougou", "Yaoundé", "Hambourg", "أكادير", "7e forum", "H", "", "<bdi>"]
)
def test_de_keeps_its_vowel_otherwise(said: str) -> None:
    assert not elides(said)
