"""Questions and alarms that carers answer, each with its answers as buttons."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get, post
from litestar.response import Response

from broker.house.questions import answer
from broker.snapshot import Snapshot
from broker.web.answers import Asked, answer_text, asked
from broker.web.board import may_answer
from broker.web.board_actor import Act, act, say, sheet
from broker.web.forms import FORM
from broker.web.languages import pages
from broker.web.login import Asks
from broker.web.state import WebState
from broker.web.words import Words
from broker.wire.facts import FactBody

PAGE = "/betreuung/fragen"


@get(PAGE, include_in_schema=False)
async def questions_page(request: Asks, state: WebState) -> Response[str]:
    """List what is open."""
    snapshot = state.hub.snapshot()
    found = questions(snapshot, pages(request).words)
    heads = len(snapshot.house.in_care())
    return sheet(request, "questions", questions=found, text=answer_text, heads=heads, now=snapshot.at)


@post(PAGE, include_in_schema=False)
async def answer_question(request: Asks, state: WebState, data: Annotated[Act, FORM]) -> Response[str]:
    """Record what a carer answers, and what it means."""
    house = state.hub.snapshot().house
    found = house.questions.get((data.why, data.subject))
    if found is None or found.answered or not may_answer(found.kind):  # somebody else was faster
        return say(request, "answered", PAGE)

    def meant(by: str) -> Sequence[FactBody]:
        return answer(house, found, data.said, by)

    return await act(request, state, data, meant, "answered", sure=True, to=PAGE)


def questions(snapshot: Snapshot, words: Words) -> list[Asked]:
    """Give what carers may answer."""
    return [entry for entry in asked(snapshot, words, "carer") if may_answer(entry.kind)]
