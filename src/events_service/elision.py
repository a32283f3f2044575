"""French: whether "de" loses its vowel before a word."""

import re
from unicodedata import normalize

_TAGS = re.compile(r"(?:<[^<>]*>)+")
_VOWEL = re.compile(r"(?!ou[aeiou])[aeiouœæ]|y[^aeiouœæ\W]")
"""Not before the half-vowel of Ouagadougou or Yaoundé; before that of Yverdon."""
_ASPIRATED = (
    "haarlem",
    "hambourg",
    "hamm",
    "hanovre",
    "havre",
    "haut",
    "hong",
    "honfleur",
    "hongrie",
    "houston",
    "hull",
)
"""The h of other names counts as silent: it is in Hammamet and Helsinki, and in "histoire" and "hôtel"."""


def elides(said: str) -> bool:
    """`d’Agadir`, `d’Helsinki`, but `de Rabat`, `de Hambourg`, `de أكادير`. Tags around a word are passed over."""
    letters = normalize("NFD", _TAGS.sub("", said).lstrip().casefold())
    if letters.startswith("h"):
        return letters[1:2].isalpha() and not letters.startswith(_ASPIRATED)
    return _VOWEL.match(letters) is not None
