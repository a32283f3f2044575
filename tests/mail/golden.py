"""The mails as they were last looked at. `python -m tests.mail.golden` writes them anew; read the difference."""

from pathlib import Path

from events_service.mail.render import compose, render
from tests.mail.letters import ALL_KINDS, LOCALES, OFFICE, make_queued

FOLDER = Path(__file__).parent / "golden"


def text_of(kind: str, locale: str) -> str:
    """The header fields as they go over the wire, then the plain text."""
    queued = make_queued(kind, locale)
    head = compose(queued, OFFICE).as_bytes().decode("ascii").partition("\r\n\r\n")[0].replace("\r\n", "\n")
    return f"{head}\n\n{render(queued, OFFICE).text}"


def html_of(kind: str, locale: str) -> str:
    return render(make_queued(kind, locale), OFFICE).html


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    for kind in ALL_KINDS:
        for locale in LOCALES:
            (FOLDER / f"{kind}.{locale}.txt").write_text(text_of(kind, locale), encoding="utf-8")
            (FOLDER / f"{kind}.{locale}.html").write_text(html_of(kind, locale), encoding="utf-8")


if __name__ == "__main__":
    write()
