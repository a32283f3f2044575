import ssl
from datetime import UTC, datetime, timedelta

import aiosmtplib
import pytest

from events_service.mail.letter import InvalidAddress
from events_service.mail.verdict import Ending, Verdict, judge, next_try

NOW = datetime(2018, 11, 10, 12, 0, tzinfo=UTC)
GIVE_UP = NOW + timedelta(hours=48)


def refused(code: int, text: str) -> aiosmtplib.SMTPRecipientsRefused:
    return aiosmtplib.SMTPRecipientsRefused([aiosmtplib.SMTPRecipientRefused(code, text, "a@b.c")])


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (refused(450, "4.2.0 greylisted"), Verdict(Ending.LATER, 450, "4.2.0 greylisted")),
        (aiosmtplib.SMTPDataError(451, "local error"), Verdict(Ending.LATER, 451, "local error")),
        (aiosmtplib.SMTPSenderRefused(421, "bye", "a@b.c"), Verdict(Ending.LATER, 421, "bye")),
        (aiosmtplib.SMTPReadTimeoutError("Timed out"), Verdict(Ending.LATER, None, "Timed out")),
        (aiosmtplib.SMTPServerDisconnected("Connection lost"), Verdict(Ending.LATER, None, "Connection lost")),
        (aiosmtplib.SMTPResponseException(-1, "Malformed"), Verdict(Ending.LATER, None, "Malformed")),
        (refused(550, "5.1.1 no such user"), Verdict(Ending.NEVER, 550, "5.1.1 no such user", turned_away=True)),
        (refused(551, "5.1.6 moved"), Verdict(Ending.NEVER, 551, "5.1.6 moved", turned_away=True)),
        (refused(550, "5.2.1 disabled"), Verdict(Ending.NEVER, 550, "5.2.1 disabled", turned_away=True)),
        (refused(550, "5.7.1 not today"), Verdict(Ending.NEVER, 550, "5.7.1 not today")),
        (refused(550, "no"), Verdict(Ending.NEVER, 550, "no")),
        (aiosmtplib.SMTPDataError(552, "5.1.1 too\nlarge"), Verdict(Ending.NEVER, 552, "5.1.1 too large")),
        (aiosmtplib.SMTPDataError(554, "5.7.1 spam"), Verdict(Ending.NEVER, 554, "5.7.1 spam")),
        (InvalidAddress(), Verdict(Ending.NEVER, None, "This is not an address mail can be sent to.")),
        (ValueError("bad address"), Verdict(Ending.NEVER, None, "bad address")),
        (aiosmtplib.SMTPSenderRefused(530, "5.7.0 log in", "a"), Verdict(Ending.LOGIN_REFUSED, 530, "5.7.0 log in")),
        (aiosmtplib.SMTPSenderRefused(535, "5.7.8 no", "a"), Verdict(Ending.LOGIN_REFUSED, 535, "5.7.8 no")),
    ],
)
def test_r7_with_the_connection_up(error: Exception, verdict: Verdict) -> None:
    assert judge(error, connecting=False) == verdict


@pytest.mark.parametrize(
    ("error", "ending", "code"),
    [
        (aiosmtplib.SMTPConnectError("refused"), Ending.SERVER_AWAY, None),
        (aiosmtplib.SMTPConnectTimeoutError("timed out"), Ending.SERVER_AWAY, None),
        (aiosmtplib.SMTPConnectResponseError(554, "not you"), Ending.SERVER_AWAY, 554),
        (aiosmtplib.SMTPHeloError(501, "who?"), Ending.SERVER_AWAY, 501),
        (OSError("no route"), Ending.SERVER_AWAY, None),
        (ssl.SSLCertVerificationError("self-signed"), Ending.SERVER_AWAY, None),
        (aiosmtplib.SMTPException("STARTTLS extension not supported"), Ending.SERVER_AWAY, None),
        (aiosmtplib.SMTPAuthenticationError(535, "no"), Ending.LOGIN_REFUSED, 535),
        (aiosmtplib.SMTPAuthenticationError(504, "no such mechanism"), Ending.LOGIN_REFUSED, 504),
        (aiosmtplib.SMTPException("The SMTP AUTH extension is not supported"), Ending.LOGIN_REFUSED, None),
    ],
)
def test_r7_while_connecting_the_queue_waits(error: Exception, ending: Ending, code: int | None) -> None:
    verdict = judge(error, connecting=True)

    assert (verdict.ending, verdict.code) == (ending, code)


def test_login_temporarily_impossible_is_a_server_that_is_away() -> None:
    assert judge(aiosmtplib.SMTPAuthenticationError(454, "4.7.0 later"), connecting=True).ending is Ending.SERVER_AWAY


def test_address_outside_ascii_without_smtputf8_explained() -> None:
    verdict = judge(aiosmtplib.SMTPNotSupported("SMTPUTF8 is not supported"), connecting=False)

    assert verdict.ending is Ending.NEVER
    assert verdict.text == "The mail server takes no addresses with letters outside ASCII (SMTPUTF8)."


def test_r7_pauses() -> None:
    tries = [next_try(attempts, NOW, GIVE_UP, 0.5) for attempts in range(1, 13)]

    minutes = [(at - NOW) / timedelta(minutes=1) for at in tries if at]
    assert minutes == [1, 2, 5, 10, 20, 40, 60, 120, 240, 480, 480, 480]


def test_r7_jitter_of_a_fifth() -> None:
    assert next_try(4, NOW, GIVE_UP, 0) == NOW + timedelta(minutes=8)
    assert next_try(4, NOW, GIVE_UP, 1) == NOW + timedelta(minutes=12)


def test_r7_given_up_after_two_days() -> None:
    tried, attempts = NOW, 1
    while (at := next_try(attempts, tried, GIVE_UP, 0.5)) is not None:
        tried, attempts = at, attempts + 1

    assert attempts == 14
    assert timedelta(hours=40) < tried - NOW <= timedelta(hours=48)
