"""Links as people type them into forms: repaired where the meaning is plain, refused where they lead nowhere."""

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel", "ftp", "ftps", "irc", "ircs", "xmpp", "matrix"})
"""What a link may start with. Scripts, data and files of one's own disk may not."""

_LONGEST = 4000
_RELATIVE = ("/", "./", "../")

_GOOD = re.compile(r"https?://[^\s/?#\[\]<>\"\\^`{|}\x00-\x20\x7f]+(?:[/?#][^\s<>\"\\^`{|}\x00-\x20\x7f]*)?")
_NEARLY_HTTP = re.compile(r"h{1,3}t{1,3}p{1,3}(s{0,2})(?:[:;]+[/\\]*|[/\\]{1,3}:?[/\\]*)(?=[^/\\\s])", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?::\d{1,5})?(?=[/?#]|$)")
_FILE = re.compile(
    r"(?:[^/:?#@]+/)*[^/:?#@]+\.(?:pdf|pp[st]x?|potx?|docx?|xlsx?|od[gpst]|rtf|txt|csv|tex|log|ics|epub|ipynb"
    r"|html?|xml|json|ya?ml|css|js|zip|gz|tgz|bz2|xz|7z|png|jpe?g|gif|svg|webp|bmp|tiff?"
    r"|mp[34]|m4[av]|mkv|mov|avi|webm|og[agv]|opus|flac|wav)(?:[?#].*)?",
    re.IGNORECASE,
)
"""A name like `slides.pdf`, which is no host: next to nobody has one with such an ending."""
_ADDRESS = re.compile(r"[^\s@:/<>]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_UNSAFE = re.compile(r"[\s<>\"\\^`{|}\x00-\x20\x7f]")
_IN_URI = "%!$&'()*+,;=-._~"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


class Link(NamedTuple):
    href: str
    repaired: bool


def read_link(text: str, base: str = "") -> Link | None:
    """The link a text means, or None where it means none that can be followed.

    `www.example.org`, a bare host and `hhttps://…` are repaired. What is relative is read from `base`: no repair.
    """
    if _GOOD.fullmatch(text) and len(text) <= _LONGEST:
        return Link(text, repaired=False)
    said = _INVISIBLE.sub("", text).strip().strip("<>")
    meant = _meant(said, base) if said and len(said) <= _LONGEST else None
    if meant is None:
        return None
    safe = _UNSAFE.sub(lambda unsafe: "".join(f"%{byte:02X}" for byte in unsafe[0].encode()), meant)
    return Link(safe, repaired=safe != text.strip() and not _is_relative(said))


def _meant(said: str, base: str) -> str | None:
    if nearly := _NEARLY_HTTP.match(said):
        rest = said[nearly.end() :]
        return _whole(f"http{'s' if nearly[1] else ''}://{rest}") if rest else None
    if _begins_with_host(said):
        return f"http://{said}"
    if said.startswith("//"):
        return f"https:{said}" if _HOST.match(said[2:]) else None
    if scheme := _SCHEME.match(said):
        usable = scheme[1].lower() in SCHEMES - {"http", "https"} and len(said) > scheme.end()
        return said if usable else None
    if _ADDRESS.fullmatch(said):
        return f"mailto:{said}"
    return _joined(base, said) if base and _is_relative(said) else None


def _is_relative(said: str) -> bool:
    return said.startswith(_RELATIVE) or (_FILE.fullmatch(said) is not None and not _begins_with_host(said))


def _begins_with_host(said: str) -> bool:
    host = _HOST.match(said)
    return host is not None and not _FILE.fullmatch(host[0])


def _whole(address: str) -> str | None:
    """The address, if what should be its host can be one."""
    try:
        return address if urlsplit(address).hostname else None
    except ValueError:
        return None


def _joined(base: str, said: str) -> str | None:
    try:
        return urljoin(base, said)
    except ValueError:
        return None


def strict_uri(href: str) -> str:
    """The link with every sign RFC 3986 has no place for as `%XX`: for formats that take nothing else."""
    try:
        parts = urlsplit(href)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except ValueError:
        return quote(href, safe=_IN_URI + "/?:@")
    path, query, fragment = (
        quote(_LONE_PERCENT.sub("%25", part), safe=_IN_URI + more)
        for part, more in ((parts.path, "/:@"), (parts.query, "/?:@"), (parts.fragment, "/?:@"))
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))
