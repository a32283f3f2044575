"""Kinds of jobs that publishing asks for. Who does them lies above: this slice only writes the rows."""

CATALOGUE = "catalogue.freeze"
"""Freeze the Catalogue anew. No payload."""

LIVE = "programme.live"
"""The clock changes what is shown beside a release. `event_uid`."""

PROMOTE = "registration.promote"
"""Places may have become free. `event_uid`, `session_uid` (empty: the event's own and all its sessions')."""

RELEASE = "programme.release"
"""Publish at the time that was chosen. `event_uid`, `only` (null for all that is ready), `note`, `by` (an account)."""
