"""Questions and alarms that carers answer, each with its answers as buttons."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get, post
from litestar.response import Response
from msgspec import Struct

from broker.house.questions import TABLE, answer
from broker.house.state import Question
from broker.snapshot import Snapshot
from broker.web.board import may_answer
from broker.web.board_actor import Act, act, say, sheet
from broker.web.forms import FORM, key
from broker.web.languages import pages
from broker.web.login import Asks
from broker.web.questions import QuestionView
from broker.web.state import WebState
from broker.web.words import Words
from broker.wire.facts import FactBody
from broker.wire.language import mark

PAGE = "/betreuung/fragen"
ANSWERS = {
    "seen": mark("Seen"),
    "here": mark("Is here"),
    "gone": mark("Has gone home"),
    "left": mark("Has left"),
    "mine": mark("I take over"),
    "taken": mark("Is in the playroom"),
    "with_adult": mark("Is with the adult"),
    "together": mark("Adult and child are together"),
    "longer": mark("A little longer"),
    "right": mark("That is right"),
    "looked_after": mark("Somebody looks after it"),
    "back": mark("Is back"),
    "first": mark("The first one sits there"),
    "second": mark("The second one sits there"),
    "goes_on": mark("It goes on"),
    "ended": mark("It has ended"),
    "wrong": mark("Is not on duty"),
    "found": mark("The adult knows"),
    "outside": mark("We are outside"),
    "free": mark("The desk is free"),
    "coming": mark("Is coming soon"),
    "unlock": mark("Take codes again"),
}
"""Answer → its button."""
COUNTING = frozenset({"headcount_due", "headcount_wrong", "care_unseen"})
"""Questions to which `right` means counted: else one would seem to agree that somebody is missing."""


class Asked(Struct, frozen=True):
    """A question as carers see it."""

    kind: str
    subject: str
    view: QuestionView
    answers: tuple[str, ...]
    key: str
    """The same on every screen, for as long as it is asked: two who press at once answer once."""


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


def answer_text(kind: str, said: str) -> str:
    """Give the text of an answer's button."""
    counted = said == "right" and kind in COUNTING
    return mark("Counted: all are here") if counted else ANSWERS.get(said, said)


def questions(snapshot: Snapshot, words: Words) -> list[Asked]:
    """Give what carers may answer, alarms first, then what waits longest."""
    found = [_asked(entry, snapshot, words) for entry in snapshot.house.open_questions() if may_answer(entry.kind)]
    return sorted(found, key=lambda entry: (not entry.view.alarm, entry.view.since))


def _asked(entry: Question, snapshot: Snapshot, words: Words) -> Asked:
    answers = tuple(TABLE[entry.kind].answers)
    once = key(entry.kind, entry.subject, entry.since, entry.times)
    return Asked(entry.kind, entry.subject, words.question(entry, snapshot), answers, once)
