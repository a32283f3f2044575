"""What strangers type into a mail stays what they typed: T-TPL, T-SMTP-1, T-XSS."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import events_service
from events_service.addresses import Site
from events_service.mail.letter import Link, header_text
from events_service.mail.mime import Attachment, mailbox
from events_service.mail.render import CannotRender, Office, Queued, compose, fold_lines, render
from tests.mail.letters import CALENDAR, OFFICE, make_context, make_queued

PLACEHOLDERS = [
    "{x.__class__}", "{x[0]}", "{x!r}", "{x:>9999999}", "{{7*7}}", "{{ participant.__class__ }}", "{% raw %}",
    "${7*7}", "%(x)s", "%s", "#{7*7}", "{e.__init__.__globals__[os].environ}", "{email}", "{% for %}", "<!--q0q-->",
    "q0q", "\\1",
]  # fmt: skip

LURES = ["{email}", "[click](https://evil.tld)", "<a href=//evil.tld>", "www.evil.tld", "javascript:alert(1)"]

LINE_ENDS = [
    "\r\nBcc: v@evil.tld",
    "\nBcc: v@evil.tld",
    "\rBcc: v@evil.tld",
    "\x00",
    "\u2028Bcc: x",
    "\x85Bcc: x",
    "\x0bx",
]


def parsed(queued: Queued, office: Office = OFFICE) -> EmailMessage:
    message = message_from_bytes(compose(queued, office).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def shown(html: str) -> str:
    """The HTML without what breaks up addresses."""
    return html.replace("&#8203;", "").replace("&#47;", "/")


def with_everywhere(text: str) -> dict[str, Any]:
    """A context in which every text somebody typed is this one."""
    context = make_context()
    context["participant"]["name"] = text
    context["event"] |= {"title": {"en": text}, "city": {"en": text}}
    context["organizer"] |= {"name": {"en": text}, "phone": text}
    context["sessions"][0] |= {"code": text, "title": {"en": text}, "place": {"en": text}}
    return context


@pytest.mark.parametrize("payload", PLACEHOLDERS)
def test_t_tpl_1_values_never_evaluated(payload: str) -> None:
    queued = make_queued(context=with_everywhere(payload), sender_name=payload, recipient_name=payload)

    message = parsed(queued)

    assert str(message["Subject"]) == f"Registration confirmed: {payload}"
    assert payload in str(message["From"])
    assert f"{payload} is registered." in body(message, "plain")
    assert shown(body(message, "html")).count(escape(payload)) >= 8
    assert "49" not in body(message, "plain")


@pytest.mark.parametrize("name", LURES)
def test_t_tpl_2_name_escaped_and_not_linked_in_html_and_verbatim_in_text(name: str) -> None:
    context = make_context() | {"participant": {"name": name}}

    rendered = render(make_queued("confirm_address", context=context), OFFICE)

    assert f"Participant: {name}\n" in rendered.text
    assert escape(name) in shown(rendered.html)
    assert re.findall(r"(?:www\.|https?://|\w\.)evil", re.sub(r"&#\w+;", " ", rendered.html)) == []
    assert [href for href in re.findall(r'href="([^"]*)"', rendered.html) if "evil" in href] == []


@pytest.mark.parametrize("kind", ["Registration confirmed: Africities 8", "{{ 7*7 }}", "../confirmation", "_base", ""])
def test_t_tpl_3_only_a_template_of_ours_is_rendered(kind: str) -> None:
    with pytest.raises(CannotRender, match="there is no template"):
        render(make_queued(kind), OFFICE)


def test_t_tpl_4_no_stored_string_becomes_a_template() -> None:
    gate = re.compile(r"\bTemplate\(|from_string\(|\.format_map\(|\.vformat\(")
    sources = Path(events_service.__file__).parent.rglob("*.py")

    assert [f"{path.name}: {found[0]}" for path in sources if (found := gate.search(path.read_text()))] == []


@pytest.mark.parametrize("end", LINE_ENDS)
def test_t_smtp_1_line_ends_never_reach_a_header(end: str) -> None:
    text = f"Amina{end}"
    queued = make_queued(context=with_everywhere(text), sender_name=text, recipient_name=text, reply_to_name=text)

    message = parsed(queued)

    assert sorted(message.keys()) == sorted(parsed(make_queued()).keys())
    assert str(message["To"]).endswith("<amina@example.org>")
    assert len(message["To"].addresses) == 1
    assert "\n" not in str(message["Subject"])


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?=0d=0aBcc:v@evil.tld?=",
        "=?utf-8?b?DQpCY2M6IHZAZXZpbC50bGQ=?=",
        "A" * 2000,
        "\u202eevil\u202c",
        '"a" <b@c>,',
        "Amina <v@evil.tld>, " + "of the Association of Towns and Communes " * 3,
        "أمينة <v@evil.tld>, الجمعية المغربية لرؤساء المجالس الجماعية",
        '"' * 100,
    ],
)
def test_t_smtp_1_hostile_names_stay_one_name(name: str) -> None:
    queued = make_queued(recipient_name=name, sender_name=name, context=with_everywhere(name))

    raw = compose(queued, OFFICE).as_bytes()
    message = parsed(queued)

    assert [line for line in raw.split(b"\r\n") if len(line) > 998] == []
    assert len(message["To"].addresses) == 1
    assert message["To"].addresses[0].addr_spec == "amina@example.org"
    assert message["From"].addresses[0].addr_spec == "office@events.example.org"
    assert "Bcc" not in message
    assert "\u202e" not in str(message["From"]) + str(message["Subject"])


@given(name=st.text(st.sampled_from('aé م<>@,;:."\\()[]=?_ ') | st.characters(), max_size=150))
@example(name="Amina </script><script>window.__xss=1</script>evil[31m Bcc: victim@example.org END:VEVENT BEGIN:VEVENT")
@example(name="=?utf-8?q?a=3Cb=40c=3E?= " * 5)
def test_t_smtp_1_any_name_comes_back_beside_its_address(name: str) -> None:
    raw = mailbox("To", name, "amina@example.org").fold(policy=policy.SMTP).encode()

    (found,) = message_from_bytes(raw, policy=policy.default)["To"].addresses
    assert found.addr_spec == "amina@example.org"
    assert "".join(found.display_name.split()) == "".join(header_text(name).split())
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</title><script>",
        "'onmouseover='x",
        "<!--",
        "]]>",
    ],
)
def test_t_xss_1_html_only_as_text(payload: str) -> None:
    html = render(make_queued(context=with_everywhere(payload)), OFFICE).html

    assert payload not in html.replace("<!--[if mso]>", "").replace("<![endif]-->", "")
    assert "<script" not in html
    assert "<img" not in html


def test_name_like_a_uid_in_arabic_and_a_missing_translation_marked() -> None:
    html = render(make_queued(locale="ar"), OFFICE).html

    assert '<bdi lang="fr" dir="ltr">Financer la transition</bdi>' in html
    assert '<bdi dir="ltr">SOU 84</bdi> · تعاون المدن' in html


def test_t_host_1_links_from_base_url_with_its_path() -> None:
    office = Office(Site("https://example.org/e/v", "Events"), "a@example.org", OFFICE.keys, OFFICE.attachments)

    text = render(make_queued(), office).text

    assert {"/".join(word.split("/")[:5]) for word in text.split() if word.startswith("https:")} == {
        "https://example.org/e/v"
    }


def test_ic_34_structure_and_the_method_of_the_attachment() -> None:
    message = parsed(make_queued())

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    attachment = list(message.iter_attachments())[0]
    assert attachment["Content-Type"].params == {"charset": "utf-8", "method": "PUBLISH", "name": "event.ics"}
    assert attachment.get_filename() == "event.ics"
    assert attachment.get_payload(decode=True) == CALENDAR


def test_structure_without_attachments() -> None:
    office = Office(OFFICE.site, OFFICE.sender, OFFICE.keys, {"calendar": lambda _: None})

    message = parsed(make_queued(), office)

    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "attached file" not in body(message, "plain")


@pytest.mark.parametrize("locale", ["en", "fr", "ar"])
def test_ic_37_seven_bits_and_short_lines(locale: str) -> None:
    raw = compose(make_queued(locale=locale), OFFICE).as_bytes()

    assert raw.isascii()
    assert [line for line in raw.split(b"\r\n") if len(line) > 78 or b"\n" in line or b"\r" in line] == []


@pytest.mark.parametrize("locale", ["en", "fr", "ar"])
def test_bodies_come_back_as_they_were_written(locale: str) -> None:
    queued = make_queued(locale=locale)
    rendered, message = render(queued, OFFICE), parsed(queued)

    assert body(message, "plain") == rendered.text
    assert body(message, "html") == rendered.html


def test_em_2_em_3_headers() -> None:
    message = parsed(make_queued(reply_to_name="Secretariat"))

    assert dict(message.items()) == {
        "From": "AMPCC via Events Service <office@events.example.org>",
        "To": "Amina El Fassi <amina@example.org>",
        "Reply-To": "Secretariat <contact@ampcc.example>",
        "Subject": "Registration confirmed: Africities 8",
        "Date": "Sat, 10 Nov 2018 12:00:00 +0000",
        "Message-ID": "<018f4d5e-7a10-7c3e-9b1f-3d2a5c6e7f80@events.example.org>",
        "In-Reply-To": "<018f4d5e-0000-7000-8000-000000000001@events.example.org>",
        "References": "<018f4d5e-0000-7000-8000-000000000001@events.example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, NRN, AutoReply, RN",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


@pytest.mark.parametrize(
    ("sender_name", "sender", "shown_as"),
    [
        ("", "Office <office@events.example.org>", "Office <office@events.example.org>"),
        ("", "office@events.example.org", "Events Service <office@events.example.org>"),
        ("الجماعة", "office@events.example.org", "الجماعة via Events Service <office@events.example.org>"),
    ],
)
def test_em_2_sender_is_ours_and_never_the_organizers(sender_name: str, sender: str, shown_as: str) -> None:
    office = Office(OFFICE.site, sender, OFFICE.keys, OFFICE.attachments)

    assert str(parsed(make_queued(sender_name=sender_name), office)["From"]) == shown_as


def test_em_10_long_arabic_subject_comes_back_whole() -> None:
    title = "المؤتمر الإفريقي الثامن للجماعات الترابية والجهات: من أجل مدن إفريقية مستدامة وشاملة للجميع"
    queued = make_queued(
        locale="ar", context=with_everywhere("x") | {"event": make_context()["event"] | {"title": {"ar": title}}}
    )

    raw = compose(queued, OFFICE).as_bytes()

    assert str(parsed(queued)["Subject"]) == f"تأكيد التسجيل: {title}"
    for word in re.findall(rb"=\?utf-8\?[bq]\?[^?]*\?=", raw):
        alone = message_from_bytes(b"Subject: " + word + b"\r\n\r\n", policy=policy.default)
        assert "\ufffd" not in str(alone["Subject"])


def test_same_letter_same_bytes() -> None:
    assert compose(make_queued(), OFFICE).as_bytes() == compose(make_queued(), OFFICE).as_bytes()


def test_idn_domain_in_ascii() -> None:
    assert (
        str(parsed(make_queued(recipient="amina@münchen.example"))["To"])
        == "Amina El Fassi <amina@xn--mnchen-3ya.example>"
    )


def test_template_version_has_a_folder_of_its_own() -> None:
    with pytest.raises(CannotRender, match="there is no template confirmation-2/subject.txt"):
        render(make_queued(template_version=2), OFFICE)


def test_unknown_attachment_and_missing_value_said() -> None:
    with pytest.raises(CannotRender, match="there is no attachment map"):
        render(make_queued(attachments=("map",)), OFFICE)
    with pytest.raises(CannotRender, match="'organizer' is undefined"):
        render(make_queued(context={k: v for k, v in make_context().items() if k != "organizer"}), OFFICE)


def test_unknown_locale_written_in_the_first_language() -> None:
    assert render(make_queued(locale="pt-BR"), OFFICE).subject == "Registration confirmed: Africities 8"
    assert render(make_queued(locale="fr-MA"), OFFICE).subject == "Inscription confirmée\u202f: Africités 8"


def test_attachment_with_a_name_in_arabic() -> None:
    office = Office(
        OFFICE.site, OFFICE.sender, OFFICE.keys, {"calendar": lambda _: Attachment("حدث.ics", b"x", "text/calendar")}
    )
    attachment = list(parsed(make_queued(), office).iter_attachments())[0]

    assert attachment.get_filename() == "حدث.ics"
    assert compose(make_queued(), office).as_bytes().isascii()


def test_fold_lines_keeps_words_addresses_and_paragraphs() -> None:
    address = "https://events.example.org/" + "x" * 90
    marked = f"{address} \u200e"
    text = f"\n\n{'word ' * 30}\n\n\n \nSee {address} now\n{address}\n{marked}\n-- \nend  \n\n"

    folded = fold_lines(text).split("\n")

    assert folded == [
        " ".join(["word"] * 15),
        " ".join(["word"] * 15),
        "",
        "See",
        address,
        "now",
        address,
        marked,
        "-- ",
        "end",
        "",
    ]


def test_link_of_a_file_has_no_slash_at_its_end() -> None:
    assert Link(("feeds", "x", "calendar.ics"), file=True).url(OFFICE.site, None) == (
        "https://events.example.org/feeds/x/calendar.ics"
    )
