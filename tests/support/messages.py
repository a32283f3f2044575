"""Every msgid that pages, refusals and code say, found in the sources.

`python -m tests.support.messages` puts them into the catalogues: new ones without a translation, those nobody
says any more taken out. It touches no translation that is there.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import nodes

from events_service.languages import INTERFACE_LANGUAGES
from events_service.translations import catalog
from events_service.web.templating import environment

PACKAGE = Path(__file__).parents[2] / "src" / "events_service"

_FOR_COMMANDS = {"cli", "database", "demo", "interchange", "operations", "settings.py", "worker.py"}
"""What only whoever runs the service reads: commands speak English."""
_PASTING = (
    "adopting",
    "building",
    "dropped",
    "entries",
    "past",
    "reading",
    "structured",
    "typed",
    "undoing",
    "workbooks",
)
_FOR_READERS = {
    "database/failures.py",
    "interchange/uniting.py",
    "operations/doctor.py",
    "operations/keeping.py",
    "operations/refusals.py",
    "operations/setup_pages.py",
    *(f"interchange/pasting/{name}.py" for name in _PASTING),
}
"""What readers of pages are told all the same."""

_SAY, _SAY_MANY = "say", "say_many"
_MARKS_MANY = {_SAY_MANY, "mark_many"}
_MARKS = {"mark", "say", "gettext"}
_ON_CLASSES = {"msgid", "title"}

Msgid = str | tuple[str, str]


def said() -> set[Msgid]:
    """All msgids: a string, or a pair where there is a plural."""
    return {*_in_templates(), *_in_code()}


def _in_templates() -> Iterator[Msgid]:
    found = environment()
    for name in found.list_templates(extensions=["html"]):
        source, _, _ = found.loader.get_source(found, name)  # type: ignore[union-attr]  # it has one
        for call in found.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in (_SAY, _SAY_MANY):
                constants = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
                if constants:
                    yield (constants[0], constants[1]) if call.node.name == _SAY_MANY else constants[0]
            elif isinstance(call.node, nodes.Getattr) and call.node.attr == _SAY and call.args:
                constant = call.args[0]
                if isinstance(constant, nodes.Const):
                    yield constant.value


def _in_code() -> Iterator[Msgid]:
    refusals = {"DomainError"}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py")) if _is_read(path)]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    grown = 0
    while grown != len(refusals):
        grown = len(refusals)
        refusals |= {c.name for c in classes if any(isinstance(b, ast.Name) and b.id in refusals for b in c.bases)}
    for one in classes:
        if one.name in refusals:
            yield from _on_class(one)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _in_call(node, refusals)


def _is_read(path: Path) -> bool:
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] not in _FOR_COMMANDS or inside.as_posix() in _FOR_READERS


def _on_class(refusal: ast.ClassDef) -> Iterator[Msgid]:
    """The sentence and the title of a refusal."""
    for statement in refusal.body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        for target in targets:
            if isinstance(target, ast.Name) and target.id in _ON_CLASSES and (text := _text(value)):
                yield text


def _in_call(call: ast.Call, refusals: set[str]) -> Iterator[Msgid]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    first = _text(call.args[0]) if call.args else None
    if first is None:
        return
    if name in _MARKS_MANY:
        second = _text(call.args[1])
        assert second is not None
        yield first, second
    elif name in _MARKS or (name in {*refusals, "Sentence"} and _is_sentence(first)):
        yield first


def _is_sentence(text: str) -> bool:
    """Words and a full stop: a refusal may also take a name, or a sentence said elsewhere, as its first argument."""
    return text.endswith(".") and re.search(r"[a-z]", re.sub(r"\{[a-z_]+\}", "", text)) is not None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def updated(language: str, msgids: set[Msgid]) -> Catalog:
    """The catalogue of a language with exactly these msgids, in alphabetical order."""
    had = catalog(language)
    made = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for msgid in sorted(msgids, key=lambda one: one if isinstance(one, str) else one[0]):
        known = had.get(msgid if isinstance(msgid, str) else msgid[0])
        unsaid = msgid if language == "en" else "" if isinstance(msgid, str) else ("",) * had.num_plurals
        translation = known.string if known is not None and known.id == msgid and known.string else unsaid
        made.add(msgid, translation).flags.clear()
    return made


def written(language: str, made: Catalog) -> bytes:
    """The catalogue as a file, under the head it had: Babel would put times and its own plural order there."""
    head = (PACKAGE / "locales" / f"{language}.po").read_text(encoding="utf-8").split("\n\n")[0]
    body = BytesIO()
    write_po(body, made, width=0, omit_header=True)
    return f"{head}\n\n".encode() + body.getvalue().rstrip(b"\n") + b"\n"


def main() -> None:
    msgids = said()
    for language in INTERFACE_LANGUAGES:
        path = PACKAGE / "locales" / f"{language}.po"
        path.write_bytes(written(language, updated(language, msgids)))


if __name__ == "__main__":
    main()
