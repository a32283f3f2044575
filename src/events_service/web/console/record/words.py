"""What was done, in a sentence for each act."""

import re

from markupsafe import Markup

from events_service.translations import mark
from events_service.web.reader import Reader

SENTENCES = {
    "accept_conflict": mark("{who} accepted a conflict"),
    "accept_invitation": mark("{who} accepted the invitation"),
    "add_first_owner": mark("The first account of the site was made: {what}"),
    "add_backup": mark("{who} made the backup {what}"),
    "ask_backup": mark("{who} asked for a backup"),
    "ask_drill": mark("{who} asked for a restore drill"),
    "ask_mail": mark("{who} asked to have the mail server checked"),
    "ask_link": mark("A link was mailed to {what}"),
    "bind_identity": mark("{who} logged in with an account elsewhere for the first time"),
    "check_mail": mark("{who} had the mail server checked"),
    "disable_account": mark("{who} closed the account {what}"),
    "drill_backup": mark("{who} had the backup {what} restored as a drill"),
    "enable_account": mark("{who} opened the account {what} again"),
    "end_login": mark("{who} ended a login of {what}"),
    "forget_identity": mark("{who} let {what} be bound to another account elsewhere"),
    "give_back_consent": mark("{who} noted that {what} consents again"),
    "give_up_release": mark("{who} gave up the planned publication of {what}"),
    "give_role": mark("{who} gave {what} a role"),
    "invite": mark("{who} invited {what}"),
    "plan_release": mark("{who} planned to publish {what}"),
    "release": mark("{who} published {what}"),
    "reset_password": mark("{who} chose a new password by mail"),
    "retry_job": mark("{who} had the task {what} tried again"),
    "revoke_token": mark("{who} revoked the API token {what}"),
    "send_mail_again": mark("{who} had a mail sent again"),
    "set_offering": mark("{who} changed registration for {what}"),
    "set_photo": mark("{who} changed the photo of {what}"),
    "set_password": mark("{who} changed the password of {what}"),
    "set_role": mark("{who} changed what {what} may do"),
    "sign_in": mark("{who} logged in"),
    "take_back_conflict": mark("{who} took back that a conflict is accepted"),
    "take_role": mark("{who} took a role from {what}"),
    "turn_off_second_step": mark("{who} turned the second step of the login off for {what}"),
    "turn_on_second_step": mark("{who} turned the second step of the login on"),
    "undo_paste": mark("{who} took back what had been pasted into {what}"),
    "use_recovery_code": mark("{who} used a recovery code"),
    "withdraw_consent": mark("{who} noted that {what} consents no longer"),
}
"""Acts that are more than something done to a thing."""

VERBS = {
    "accept": mark("{who} accepted {thing}"),
    "add": mark("{who} added {thing}"),
    "archive": mark("{who} archived {thing}"),
    "cancel": mark("{who} cancelled {thing}"),
    "copy": mark("{who} copied {thing}"),
    "delete": mark("{who} deleted {thing}"),
    "edit": mark("{who} changed {thing}"),
    "end": mark("{who} ended {thing}"),
    "import": mark("{who} imported {thing}"),
    "merge": mark("{who} merged {thing}"),
    "move": mark("{who} moved {thing}"),
    "order": mark("{who} put {thing} in order"),
    "remove": mark("{who} removed {thing}"),
    "restore": mark("{who} brought {thing} back"),
    "revoke": mark("{who} revoked {thing}"),
    "set": mark("{who} changed {thing}"),
    "undo": mark("{who} undid a change of {thing}"),
    "upload": mark("{who} uploaded {thing}"),
    "withdraw": mark("{who} withdrew {thing}"),
}
"""Acts are named after what is done and to what: `add_room`. These say the first …"""

THINGS = {
    "account": mark("the account {what}"),
    "agreement": mark("the agreement {what}"),
    "availability": mark("the availability of {what}"),
    "backup": mark("the backup {what}"),
    "conflict": mark("the conflict of {what}"),
    "document": mark("a document of {what}"),
    "event": mark("the event {what}"),
    "fund": mark("the fund {what}"),
    "invitation": mark("the invitation of {what}"),
    "job": mark("the task {what}"),
    "link": mark("a private link to {what}"),
    "notice": mark("the notice {what}"),
    "organization": mark("the organization {what}"),
    "person": mark("the person {what}"),
    "photo": mark("a photo of {what}"),
    "planning": mark("the planning of {what}"),
    "preview": mark("a preview of {what}"),
    "previews": mark("the previews of {what}"),
    "programme": mark("the programme of {what}"),
    "role": mark("a role of {what}"),
    "room": mark("the room {what}"),
    "rooms": mark("the rooms of {what}"),
    "series": mark("the series {what}"),
    "session": mark("the session {what}"),
    "sessions": mark("the sessions of {what}"),
    "stand": mark("the stand {what}"),
    "token": mark("the API token {what}"),
    "track": mark("the track {what}"),
    "tracks": mark("the tracks of {what}"),
    "type": mark("the session type {what}"),
    "types": mark("the session types of {what}"),
    "upload": mark("the file {what}"),
    "venue": mark("the place {what}"),
    "venues": mark("the places of {what}"),
}
"""… and these the second."""

_UNKNOWN = mark("{who}: {act}, {what}")
_PLACE = re.compile(r"\s*[“«]?[\s\u202f]*\{[a-z]+\}[\s\u202f]*[”»]?\s*")


def has_words(act: str) -> bool:
    """Is there a sentence for it? Others are said by their name."""
    verb, _, thing = act.partition("_")
    return act in SENTENCES or (verb in VERBS and thing in THINGS)


def sentence(act: str, who: Markup, what: Markup, reader: Reader) -> Markup:
    """`Alice changed the session SOU 84`. Where the subject has no name, or none any more, its kind alone is said."""
    verb, _, thing = act.partition("_")
    if act in SENTENCES:
        return _tidy(reader.say(SENTENCES[act], who=who, what=what))
    if verb in VERBS and thing in THINGS:
        return reader.say(VERBS[verb], who=who, thing=_tidy(reader.say(THINGS[thing], what=what)))
    return _tidy(reader.say(_UNKNOWN, who=who, act=readable_name(act), what=what))


def kind(act: str, reader: Reader) -> str:
    """`changed the session`: the act alone, to choose it by."""
    verb, _, thing = act.partition("_")
    if act in SENTENCES:
        said = reader.gettext(SENTENCES[act])
    elif verb in VERBS and thing in THINGS:
        said = reader.gettext(VERBS[verb]).replace("{thing}", reader.gettext(THINGS[thing]))
    else:
        said = readable_name(act)
    return _PLACE.sub(" ", said).strip(" :،,")


def readable_name(name: str) -> str:
    return name.replace("_", " ")


def _tidy(said: Markup) -> Markup:
    """Without what led up to a name that is not there."""
    return Markup(str(said).strip().removesuffix(",").removesuffix("،").strip())
