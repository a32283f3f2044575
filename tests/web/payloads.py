"""Texts that try to become more than text, and a look at whether one did (T-XSS-1)."""

from lxml import html as parser

_CALL = "window.__xss=1"

PAYLOADS = (
    f"<script>{_CALL}</script>",
    f"</script><script>{_CALL}</script>",
    f"</title><script>{_CALL}</script>",
    f"</style><script>{_CALL}</script>",
    f"</textarea><script>{_CALL}</script>",
    f"--><script>{_CALL}</script>",
    f"]]><script>{_CALL}</script>",
    f"<ScRiPt>{_CALL}</sCrIpT>",
    f"<scr<script>ipt>{_CALL}</scr</script>ipt>",
    f"<script\n>{_CALL}</script\n>",
    f"<script/x>{_CALL}</script>",
    f"<script src=data:text/javascript,{_CALL}></script>",
    f"<script type=module>{_CALL}</script>",
    f"<img src=x onerror={_CALL}>",
    f'"><img src=x onerror={_CALL}>',
    f"'><img src=x onerror={_CALL}>",
    f"` onmouseover={_CALL} `",
    f'" onmouseover="{_CALL}" x="',
    f"' onmouseover='{_CALL}' x='",
    f'" autofocus onfocus="{_CALL}',
    f"<svg onload={_CALL}>",
    f"<svg/onload={_CALL}>",
    f"<svg><script>{_CALL}</script></svg>",
    f"<svg><animate onbegin={_CALL} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{_CALL}><text>x</text></a></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_CALL}>",
    f"<body onload={_CALL}>",
    f"<iframe src=javascript:{_CALL}></iframe>",
    f"<iframe srcdoc='<script>{_CALL}</script>'></iframe>",
    f"<object data=javascript:{_CALL}></object>",
    f"<embed src=javascript:{_CALL}>",
    f"<form action=javascript:{_CALL}><button>x</button></form>",
    f"<input autofocus onfocus={_CALL}>",
    f"<select autofocus onfocus={_CALL}>",
    f"<textarea autofocus onfocus={_CALL}>",
    f"<details open ontoggle={_CALL}>",
    f"<video><source onerror={_CALL}>",
    f"<audio src=x onerror={_CALL}>",
    f"<marquee onstart={_CALL}>",
    f"<a href=javascript:{_CALL}>x</a>",
    f"<a href='java\tscript:{_CALL}'>x</a>",
    f"<base href=javascript:{_CALL}//>",
    f"<meta http-equiv=refresh content='0;url=javascript:{_CALL}'>",
    f"<link rel=stylesheet href=javascript:{_CALL}>",
    "<style>*{background:url(javascript:1)}</style>",
    f"<p style='background:url(javascript:{_CALL})'>x</p>",
    f"[x](javascript:{_CALL})",
    f"[x](JaVaScRiPt:{_CALL})",
    f"[x](java&#x09;script:{_CALL})",
    f"[x](&#106;avascript:{_CALL})",
    f"[x](vbscript:{_CALL})",
    f"[x](data:text/html,<script>{_CALL}</script>)",
    f"![x](x' onerror='{_CALL})",
    f"<javascript:{_CALL}>",
    f'[x](https://example.org" onmouseover="{_CALL})',
    f"[x]: javascript:{_CALL}\n\n[x]",
    f"javascript:{_CALL}",
    f"https://example.org/\"onmouseover='{_CALL}'",
    f"{{{{ self._TemplateReference__context }}}}<script>{_CALL}</script>",
    "{{7*7}} {% raw %} ${7*7} #{7*7} %(x)s {count}",
    f"\u2028<script>{_CALL}</script>\u2029",
    f"\u202e<script>{_CALL}</script>\u202c",
    f"\x00<script>{_CALL}</script>\x0b",
    f"&lt;script&gt;{_CALL}&lt;/script&gt;",
    f"&#60;script&#62;{_CALL}&#60;/script&#62;",
)

_RUNS = {"script", "iframe", "object", "embed", "svg", "math", "style", "base", "video", "audio", "marquee", "frame"}
_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "poster", "background"}
_SAFE_STARTS = ("http://", "https://", "/", "#", "mailto:", "tel:", "webcal:", "webcals:")


def dangers(text: str, allowed: tuple[str, ...] = ()) -> list[str]:
    """Elements and attributes of a piece of HTML that could run something; `allowed` are sources of scripts of ours."""
    found = []
    for element in parser.fragment_fromstring(text, create_parent="div").iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _RUNS and not _ours(element, allowed):
            found.append(element.tag)
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                found.append(f"{element.tag} {name}")
            elif name in _ADDRESSES and not value.lower().startswith((*_SAFE_STARTS, *allowed)):
                found.append(f"{element.tag} {name}={value}")
    return found


def _ours(element: parser.HtmlElement, allowed: tuple[str, ...]) -> bool:
    """A script from our own assets, data that no browser runs, or the frame's rule for where links open."""
    if element.tag == "base":
        return dict(element.attrib) == {"target": "_top"}
    if element.tag != "script":
        return False
    if element.get("type") in ("application/ld+json", "application/json"):
        return element.get("src") is None
    return bool(allowed) and str(element.get("src", "")).startswith(allowed) and not (element.text or "").strip()
