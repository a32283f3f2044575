"""Whoever reads a page: their language, and how words, names and addresses are put for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from babel.lists import format_list
from markupsafe import Markup, escape

from events_service.addresses import Site
from events_service.calendars.words import language_name
from events_service.countries import country_name
from events_service.dates import FIXED_BLANK, LOCALES
from events_service.languages import (
    INTERFACE_LANGUAGES,
    UNDETERMINED,
    LocalizedText,
    choose,
    colon,
    comma,
    direction,
    folded,
)
from events_service.media.names import name_in
from events_service.translations import filled_safely, translator
from events_service.web import markdown
from events_service.web.outward import outward, shortened


class _Named(Protocol):
    @property
    def name(self) -> LocalizedText: ...


N = TypeVar("N", bound=_Named)


class Reader:
    """Made for one page and thrown away with it: it remembers what languages it had to fall back to."""

    __slots__ = ("direction", "fallback", "fell_back", "gettext", "language", "ngettext", "site", "zone")

    def __init__(
        self, language: str, site: Site, fallback: tuple[str, ...] = INTERFACE_LANGUAGES, zone: str = "UTC"
    ) -> None:
        self.language = language
        self.direction = direction(language)
        self.site = site
        self.fallback = fallback
        self.zone = zone
        """By whose clocks they are told when something was done."""
        self.fell_back: set[str] = set()
        words = translator(language)
        self.gettext: Callable[[str], str] = words.gettext
        self.ngettext: Callable[[str, str, int], str] = words.ngettext

    # Words of ours

    def say(self, msgid: str, /, **values: object) -> Markup:
        """A sentence of the interface, its places filled."""
        sentence = self.gettext(msgid)
        return filled_safely(sentence, values) if values else escape(sentence)

    def say_many(self, one: str, many: str, count: int, /, **values: object) -> Markup:
        """The same for a number of things; `{count}` is the number."""
        return filled_safely(self.ngettext(one, many, count), {"count": count, **values})

    # Words of the organizers

    def plain(self, text: Mapping[str, str]) -> str:
        """The text alone, in whatever language it is: for titles of windows and the like."""
        return choose(text, self.language, self.fallback)[0]

    def by_name(self, records: Iterable[N]) -> list[N]:
        """Records in the order of their names, as this reader reads them."""
        return sorted(records, key=lambda record: folded(self.plain(record.name)))

    def text(self, text: Mapping[str, str]) -> Markup:
        """The text; where it is in another language it says which, to machines, and is set apart."""
        said = text.get(self.language)
        if said:
            return escape(said)
        said, tag = choose(text, self.language, self.fallback)
        if not said:
            return Markup("")
        self.fell_back.add(tag)
        return Markup("<bdi{}>{}</bdi>").format(self.marks(tag), said)

    def language_of(self, text: Mapping[str, str]) -> str:
        """The language the reader gets the text in."""
        return choose(text, self.language, self.fallback)[1]

    def marks(self, tag: str) -> Markup:
        """`lang` and `dir` for an element in that language; nothing for the page's own."""
        if tag == self.language:
            return Markup("")
        if tag == UNDETERMINED:
            return Markup(' lang="" dir="auto"')
        return Markup(' lang="{}" dir="{}"').format(tag, direction(tag))

    def only_in(self, text: Mapping[str, str]) -> Markup:
        """The sentence that says the text is in another language; nothing where it is not, or nobody knows."""
        tag = self.language_of(text)
        if tag in (self.language, UNDETERMINED) or not text:
            return Markup("")
        return self.say("This text is available in {language} only.", language=self.name_of_language(tag))

    def rich(self, text: LocalizedText) -> Markup:
        """A long text as HTML."""
        return markdown.html(self.plain(text))

    def code(self, said: str) -> Markup:
        """Codes, telephones and the like: left to right, whatever surrounds them."""
        return Markup('<bdi dir="ltr">{}</bdi>').format(said)

    def listed(self, items: Iterable[str | Markup]) -> Markup:
        """`A, B and C`."""
        return Markup(format_list([str(escape(item)) for item in items], locale=LOCALES[self.language]))

    def commas(self, items: Iterable[str | Markup]) -> Markup:
        """`A, B, C`."""
        return Markup(comma(self.language)).join(items)

    @property
    def colon(self) -> str:
        """`Room: Hall`, as their language sets it."""
        return colon(self.language)

    @property
    def comma(self) -> str:
        return comma(self.language)

    def dotted(self, items: Iterable[str | Markup]) -> Markup:
        """`A · B · C`. No line ends or begins with a dot: it holds on to the words on both sides."""
        return Markup(f"{FIXED_BLANK}·{FIXED_BLANK}").join(items)

    def name_of_language(self, tag: str) -> str:
        return language_name(tag, self.language)

    def country(self, code: str) -> str:
        return country_name(code, self.language)

    def shared_language(self, texts: Sequence[Mapping[str, str]]) -> str | None:
        """The one language all these texts are shown in; None where there are several."""
        tags = {self.language_of(text) for text in texts}
        return tags.pop() if len(tags) == 1 else None

    # Addresses

    def address(self, said: str) -> str | None:
        """A link out of the site, or to a file kept here; None where it is not one to send anybody to."""
        name = name_in(said)
        return self.site.file("media", name) if name else outward(said)

    def short_address(self, said: str) -> str:
        return shortened(said)

    def page(self, *segments: str, query: Mapping[str, str] | None = None) -> str:
        """The path of a page in the reader's language."""
        return self.site.path(self.language, *segments, query=query)

    def file(self, *segments: str, query: Mapping[str, str] | None = None) -> str:
        return self.site.file(self.language, *segments, query=query)
