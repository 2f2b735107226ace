"""The access log for staff: who did what, of whom, when; the newest first, a page at a time."""

import re
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from litestar import get
from litestar.exceptions import ServiceUnavailableException
from litestar.params import FromQuery
from litestar.response import Response

from broker.house.time import bounds, office_day
from broker.known import Search
from broker.web.audit_view import asked, groups, names, row, things
from broker.web.audit_words import WHAT
from broker.web.fields import Fields
from broker.web.languages import pages
from broker.web.login import Asks, page
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.language import mark
from broker.wire.message import Ms

LINES = 50
"""On one page."""
PLACE = re.compile(r"\d{1,15}-\d{1,15}")


@get("/protokoll", include_in_schema=False)
async def audit(  # each is a filter
    request: Asks,
    state: WebState,
    wer: FromQuery[str] = "",
    was: FromQuery[str] = "",
    tag: FromQuery[str] = "",
    vor: FromQuery[str] = "",
) -> Response[str]:
    """Show who did what; that somebody looks is a line itself, once a day for each person looked for.

    :param vor: the place of the last line of the page before.
    """
    snapshot, speaking, known = state.hub.snapshot(), pages(request), state.hub.known()
    zone = snapshot.office.zone
    fields = Fields({"wer": wer, "was": was, "tag": tag})
    day = fields.day("tag")
    within = bounds(date.fromisoformat(day), zone) if day else None
    people = names(snapshot.families.values())
    named = {**things(snapshot, speaking), **people}
    search = Search(asked(fields["wer"], snapshot.families), fields["was"], within, _place(vor))
    try:
        subject = fields["wer"] if fields["wer"] in people else ""
        await state.looked.once(request.user, state.hub, "log", subject, str(office_day(state.now(), zone)))
        found = [] if fields.faults else await state.hub.lines(search, LINES + 1)
    except DabeiError as exc:
        raise ServiceUnavailableException(mark("The log cannot be read now. Please try again.")) from exc
    shown = found[:LINES]
    last = "{}-{}".format(*shown[-1].place) if len(found) > LINES else ""
    filters = {name: fields[name] for name in ("wer", "was", "tag") if fields[name]}
    return page(
        request,
        "audit.html",
        days=[
            (day, list(rows))
            for day, rows in groupby(
                (row(line.entry, named, known, speaking) for line in shown), lambda row: speaking.words.dated(row.at)
            )
        ],
        fields=fields,
        filters=filters,
        groups=groups(snapshot.families.values(), known, speaking),
        kinds=sorted(
            ((what, speaking.say(words)) for what, words in WHAT.items()), key=lambda kind: kind[1].casefold()
        ),
        newer=f"/protokoll?{urlencode(filters)}" if vor else "",
        older=f"/protokoll?{urlencode({**filters, 'vor': last})}" if last else "",
        kept_days=state.hub.retention().access_days,
        now=state.now(),
    )


def _place(said: str) -> tuple[Ms, int] | None:
    if not PLACE.fullmatch(said):
        return None
    at, _, line = said.partition("-")
    return int(at), int(line)
