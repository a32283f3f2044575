"""Templates of mails: files of ours only, one environment per language, styles inlined as they are loaded.

Nothing here ever makes a template from a stored string: values go in as values and are never looked at
again, so a participant called `{{ 7*7 }}` keeps that name.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import css_inline
import jinja2
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from events_service import resources
from events_service.languages import INTERFACE_LANGUAGES, choose, direction, text_in
from events_service.mail import dates

_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_SHIELD = re.compile(r"<!--q(\d+)q-->|q(\d+)q")
ADDRESS_ENDS = " \u200e"
"""What follows an address in right-to-left text."""
_SIDES = {"ltr": ("left", "right"), "rtl": ("right", "left")}
_ADDRESS_LIKE = re.compile(r"(?<=\S)([.:@])(?=\S)")


@cache
def environment(locale: str, folder: Path | None = None) -> jinja2.Environment:
    """The templates of one language. A placeholder without a value is an error, never an empty space."""
    folder = folder or resources.email_templates()
    made = jinja2.Environment(
        loader=_Loader(folder, locale),
        autoescape=jinja2.select_autoescape(("html",), default=False, default_for_string=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(
        lang=locale,
        dir=direction(locale),
        words=words(locale, folder),
        # Mail programs show what follows a short preheader; this pushes the rest out of sight.
        filler=Markup("&#847; &zwnj; &nbsp; ") * 30,
    )
    made.filters.update(
        said=_in_context(_said, locale),
        named=_in_context(_named, locale),
        unlinked=_unlinked,
        address=partial(_address, locale),
        ltr=partial(_left_to_right, locale),
        mailto=_mailto,
        span=_in_context(_span, locale),
        days=lambda event: dates.days(event, locale),
        zone=lambda place: _zone(locale, *place),
        all_wait=_all_wait,
    )
    return made


@cache
def words(locale: str, folder: Path | None = None) -> dict[str, Any]:
    """The words all mails of a language share."""
    path = (folder or resources.email_templates()) / "_base" / locale / "words.json"
    shared: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return shared


def known_locale(locale: str) -> str:
    """The language a mail is written in: the one asked for, or the first we have."""
    primary = locale.partition("-")[0].lower()
    return primary if primary in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]


def _zone(locale: str, event: Mapping[str, Any], moment: str, end: str | None = None) -> str:
    """Whose clocks are meant, as pages say it: the event's city, else the city the zone is named after."""
    return dates.zone(event["timezone"], moment, locale, text_in(event["city"], locale), end)


def _all_wait(sessions: Iterable[Mapping[str, Any]]) -> bool:
    """Is every session one whose waiting list they are on, and is there one?"""
    return {session["state"] for session in sessions} == {"waitlisted"}


def _in_context(function: Any, locale: str) -> Any:
    """A filter that is told whether it writes HTML, with the language filled in."""
    return pass_eval_context(partial(function, locale))


def _said(locale: str, context: EvalContext, text: Mapping[str, str]) -> str:
    """Localized text for this reader; in HTML, text in another language carries its own `lang` and `dir`."""
    said, language = choose(text, locale)
    if not context.autoescape or not said:
        return said
    if language == locale:
        return escape(said)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(language, direction(language), said)


def _span(locale: str, context: EvalContext, times: tuple[str, str | None]) -> str:
    """When something is. A browser breaks a line after a dash although a fixed blank follows."""
    said = dates.span(times[0], times[1], locale)
    return said.replace("–", "–\u2060") if context.autoescape else said


def _named(locale: str, context: EvalContext, item: Mapping[str, Any]) -> str:
    """A session's code and title: "SOU 84 · …"."""
    title = _said(locale, context, item["title"])
    if not item["code"]:
        return title
    if not context.autoescape:
        return f"{item['code']} · {title}"
    return Markup('<bdi dir="ltr">{}</bdi> · {}').format(item["code"], title)


def _address(locale: str, url: str) -> str:
    """An address on a line of its own in plain text.

    In a right-to-left line its last "/" would stand at the other end: between a Latin letter and the end of the
    line, it goes the line's way (UAX #9, N1). A left-to-right mark after it keeps it where it is. A blank comes
    before the mark, because mail programs take what touches an address for a part of it; isolates would touch it too.
    """
    return url + ADDRESS_ENDS if direction(locale) == "rtl" else url


def _left_to_right(locale: str, said: str) -> str:
    """A telephone number printed in groups, which a right-to-left line would put in the opposite order."""
    return f"\u2066{said}\u2069" if said and direction(locale) == "rtl" else said


def _unlinked(text: str) -> str:
    """What a stranger typed, escaped and broken up so that no mail program makes a link of it (T-TPL-2)."""
    return Markup(_ADDRESS_LIKE.sub("\\1&#8203;", str(escape(text)).replace("/", "&#47;")))


def _mailto(address: str) -> str:
    """The address as a link (RFC 6068): nothing in it may begin a header field."""
    local, _, domain = address.rpartition("@")
    return f"mailto:{quote(local)}@{quote(domain)}"


class _Loader(jinja2.BaseLoader):
    """Finds `confirmation/body.html` in its language's folder and shared pieces in `_base`."""

    def __init__(self, folder: Path, locale: str) -> None:
        self.folder = folder
        self.locale = locale

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, None]:
        kind, _, name = template.rpartition("/")
        path = self.folder / kind / self.locale / name if kind else self.folder / "_base" / name
        if ".." in template or not path.is_file():
            raise jinja2.TemplateNotFound(template)
        source = path.read_text(encoding="utf-8")
        return self._inlined(source) if name.endswith(".html") else source, str(path), None

    def _inlined(self, source: str) -> str:
        """The HTML with its styles in the elements. Jinja's own marks are put aside meanwhile."""
        marks: list[str] = []
        shielded = _shielded(source, marks)
        if source.startswith("<!doctype"):
            dark = self._css("dark.css")
            inliner = css_inline.CSSInliner(extra_css=self._styles(), load_remote_stylesheets=False)
            whole = inliner.inline(shielded).replace("</head>", f"<style>\n{dark}</style>\n</head>")
        else:
            whole = css_inline.inline_fragment(shielded, self._styles(), load_remote_stylesheets=False)
        coloured = re.sub(r"\b((?:on-)?accent)-(light|dark)\b", _colour, whole)
        return _SHIELD.sub(lambda match: marks[int(match[1] or match[2])], coloured)

    def _styles(self) -> str:
        return self._css("style.css") + (self._css("arabic.css") if self.locale == "ar" else "")

    def _css(self, name: str) -> str:
        start, end = _SIDES[direction(self.locale)]
        css = (self.folder / "_base" / name).read_text(encoding="utf-8")
        css = re.sub(r"/\*.*?\*/\s*", "", css, flags=re.DOTALL)
        css = css.replace("inline-start", start).replace("inline-end", end)
        return re.sub(r"text-align: (start|end)", lambda m: f"text-align: {start if m[1] == 'start' else end}", css)


def _shielded(source: str, marks: list[str]) -> str:
    """The source with each of Jinja's marks as something an HTML parser leaves where it is.

    Inside a tag or a title that is a word, elsewhere a comment: text between a table and its rows would be moved.
    """
    pieces, position, inside = [], 0, False
    for match in _JINJA.finditer(source):
        chunk = source[position : match.start()]
        if "<" in chunk or ">" in chunk:
            inside = chunk.rfind("<") > chunk.rfind(">") or chunk.endswith("<title>")
        pieces += [chunk, f"q{len(marks)}q" if inside else f"<!--q{len(marks)}q-->"]
        marks.append(match[0])
        position = match.end()
    return "".join([*pieces, source[position:]])


def _colour(match: re.Match[str]) -> str:
    """The place of one of the event's colours, as a placeholder."""
    name = match[1].replace("-", "_")
    return "{{ palette." + (f"dark_{name}" if match[2] == "dark" else name) + " }}"
