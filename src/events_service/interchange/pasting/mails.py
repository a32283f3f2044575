"""The lines of a text without what mail programs put around them, cut before labels that stand within them."""

import re

from events_service.interchange.pasting.labels import find_inner_labels
from events_service.interchange.pasting.letters import Letters, Line, spelled


def parts(letters: Letters, line: Line) -> list[Line]:
    """A line cut before the labels that stand within it."""
    inner = find_inner_labels(letters.key, line.start, line.end) if line.end - line.start < 2000 else []
    found: list[Line] = []
    start = line.start
    for ends, begins in inner:
        found.append(Line(start, ends, line.indent, line.bullet if not found else "", line.after_blank and not found))
        start = begins
    found.append(Line(start, line.end, line.indent, line.bullet if not found else "", line.after_blank and not found))
    return [part for part in found if part.end > part.start]


_MAIL_HEAD = re.compile(
    spelled(
        r"[*]{0,2}(?:from|de|to|a|cc|cci|bcc|date|sent|envoye|subject|objet|sujet|reply-to|من|الي|التاريخ"
        r"|الموضوع|تاريخ الارسال)[*]{0,2} ?:"
    )
)
_MAIL_SUBJECT = re.compile(spelled(r"[*]{0,2}(?:subject|objet|sujet|الموضوع)[*]{0,2} ?:"))
_WRITTEN = (" wrote:", " a ecrit :", " a ecrit:", " كتب:", " كتبت:")


def _passes_on(letters: Letters, line: Line) -> bool:
    """`On … somebody wrote:`, `----- Original message -----`."""
    key = letters.key[line.start : line.end]
    if len(key) > 300:
        return False
    written = key.endswith(_WRITTEN) and len(key) > 15
    return written or (key.startswith("---") and ("message" in key or spelled("رسالة") in key))


def without_mail(letters: Letters, lines: list[Line]) -> list[Line]:
    """The lines without what a mail program puts above a mail that is passed on."""
    heads = [_MAIL_HEAD.match(letters.key, line.start, line.end) is not None for line in lines]
    found: list[Line] = []
    at = 0
    while at < len(lines):
        after = at
        while after < len(lines) and heads[after]:
            after += 1
        block = lines[at:after]
        mails = any("@" in letters.said[line.start : line.end] for line in block)
        subject = at == 0 and block and _MAIL_SUBJECT.match(letters.key, block[0].start, block[0].end)
        if block and (mails and len(block) > 1 or subject and len(block) == 1):
            at = after
            continue
        found.extend(block)
        if after < len(lines) and not _passes_on(letters, lines[after]):
            found.append(lines[after])
        at = after + 1
    return found
