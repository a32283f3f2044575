"""Languages as files name them (`de, en`, `eng`, `Français`, `null`) and their tags (BCP 47)."""

import re
from typing import NamedTuple

from events_service.languages import folded

_NAMES = {
    "ar": "ar ara arabic arabe arabisch العربيه عربي",
    "bg": "bul bulgarian български",
    "ca": "cat catalan català",
    "cs": "ces cze czech čeština tschechisch tchèque",
    "da": "dan danish dansk",
    "de": "deu ger german deutsch allemand الالمانيه",
    "el": "ell gre greek ελληνικά",
    "en": "eng english englisch anglais الانجليزيه",
    "eo": "epo esperanto",
    "es": "spa spanish español castellano espagnol spanisch الاسبانيه",
    "et": "est estonian eesti",
    "eu": "eus baq basque euskara",
    "fa": "fas per persian farsi فارسی",
    "fi": "fin finnish suomi",
    "fr": "fra fre french français francais französisch الفرنسيه",
    "ga": "gle irish gaeilge",
    "gl": "glg galician galego",
    "he": "heb hebrew עברית",
    "hi": "hin hindi हिन्दी",
    "hr": "hrv croatian hrvatski",
    "hu": "hun hungarian magyar",
    "id": "ind indonesian",
    "it": "ita italian italiano italienisch italien",
    "ja": "jpn japanese 日本語",
    "ko": "kor korean 한국어",
    "lb": "ltz luxembourgish lëtzebuergesch",
    "lt": "lit lithuanian lietuvių",
    "lv": "lav latvian latviešu",
    "nb": "nob norwegian bokmål",
    "nl": "nld dut dutch nederlands niederländisch néerlandais",
    "no": "nor norsk",
    "pl": "pol polish polski polnisch polonais",
    "pt": "por portuguese português portugais portugiesisch البرتغاليه",
    "ro": "ron rum romanian română",
    "ru": "rus russian русский russisch russe",
    "sk": "slk slo slovak slovenčina",
    "sl": "slv slovenian slovenščina",
    "sq": "sqi alb albanian shqip",
    "sr": "srp serbian српски srpski",
    "sv": "swe swedish svenska schwedisch suédois",
    "tr": "tur turkish türkçe türkisch turc",
    "uk": "ukr ukrainian українська",
    "zgh": "tamazight amazigh berber ⵜⴰⵎⴰⵣⵉⵖⵜ الامازيغيه",
    "zh": "zho chi chinese 中文 chinesisch chinois",
}
_BY_NAME = {folded(name): tag for tag, names in _NAMES.items() for name in names.split()}
_NONE = frozenset(
    ("null", "none", "nil", "n/a", "na", "-", "--", "?", "unknown", "undefined", "und", "tba", "tbd", "mul", "zxx")
)
_APART = re.compile(r"\s*(?:[,;/|+&،]|\s(?:and|und|et|or|oder|ou|y|و)\s)\s*", re.IGNORECASE)
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)


class Languages(NamedTuple):
    tags: tuple[str, ...]
    unknown: tuple[str, ...]
    """What was said and is no language known here."""


def read_languages(text: str) -> Languages:
    """The languages a text names, in its order, each once."""
    return _KNOWN_TEXTS.get(text) or _read(text)


def _read(text: str) -> Languages:
    tags: dict[str, None] = {}
    unknown = []
    whole = text.strip()
    for name in _APART.split(whole) if whole.lower() not in _NONE else ():
        if not name or name.lower() in _NONE:
            continue
        tag = _BY_NAME.get(folded(name)) or _tag(name)
        if tag:
            tags[tag] = None
        else:
            unknown.append(name)
    return Languages(tuple(tags), tuple(unknown))


def _tag(text: str) -> str | None:
    """The tag in its usual case: `en-GB`, `zh-Hant`. Two letters are a language, whatever they are."""
    said = _TAG.fullmatch(text)
    if said is None or (len(said[1]) == 3 and not (said[2] or said[3]) and said[1].lower() not in _THREE_LETTERS):
        return None
    language = _BY_NAME.get(said[1].lower(), said[1].lower())
    return "-".join(part for part in (language, said[2] and said[2].title(), said[3] and said[3].upper()) if part)


_THREE_LETTERS = frozenset(("zgh", "ber", "kab", "ary", "arz", "gsw", "nds", "fil", "haw", "ast", "yue", "cmn"))
_KNOWN_TEXTS = {text: _read(text) for text in ("", "en", "de", "fr", "ar")}
