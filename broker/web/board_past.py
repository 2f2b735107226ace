"""What happened today, for carers: of the whole house, or of one child. Read anew each time, and only of this day.

Like a look at the board itself it is no line of the access log: nothing of health stands here. Protected families stand
on no list that other parents see, so of them only the child is told whose own sheet leads here.
"""

import asyncio
from collections.abc import Iterable

from litestar import get
from litestar.exceptions import ServiceUnavailableException
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Struct

from broker.house.apply import apply
from broker.house.state import Fact, House, Question
from broker.house.time import bounds, office_day
from broker.snapshot import Snapshot
from broker.web.answers import answer_text
from broker.web.board import may_answer
from broker.web.board_actor import sheet
from broker.web.board_expected import Face, face_of
from broker.web.languages import pages
from broker.web.login import Asks
from broker.web.pages import Pages
from broker.web.past_words import sign_of, tell, time_of
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.facts.house import QuestionAnswered
from broker.wire.language import mark
from broker.wire.message import Body, Ms, Quality

MOST = 200
"""Lines on one page."""
NAMES = ("adult", "by", "to", "taker", "giver")
"""Fields of facts that name a person."""


class Line(Struct, frozen=True):
    """Something that happened."""

    at: Ms
    quality: Quality
    words: str
    sign: str
    """Name of its icon."""
    children: frozenset[str]
    families: frozenset[str]

    @property
    def sure(self) -> bool:
        """Whether somebody or something measured when it was."""
        return self.quality in ("confirmed", "measured")


@get("/betreuung/verlauf", include_in_schema=False)
async def past_page(request: Asks, state: WebState, kind: FromQuery[str] = "", ab: FromQuery[int] = 0) -> Response[str]:
    """Show what happened, the newest first.

    :param kind: pseudonym of the child whom it is about; without it everybody.
    :param ab: how many of the newest lines are left out.
    """
    snapshot, speaking = state.hub.snapshot(), pages(request)
    zone = snapshot.office.zone
    try:
        facts = await state.hub.past(*bounds(office_day(snapshot.at, zone), zone))
    except DabeiError as exc:
        raise ServiceUnavailableException(mark("What happened cannot be read now. Please try again.")) from exc
    found = await asyncio.to_thread(lines, facts, snapshot, speaking)
    told = [line for line in found if (kind in line.children if kind else not _protected(snapshot, line.families))]
    first = max(0, ab)
    return sheet(
        request,
        "past",
        lines=told[first : first + MOST],
        later=max(0, first - MOST) if first else None,
        earlier=first + MOST if first + MOST < len(told) else None,
        child=face_of(snapshot, kind),
        only=kind,
        faces=[] if kind else _faces(snapshot, told),
    )


def lines(facts: Iterable[Fact], snapshot: Snapshot, speaking: Pages) -> list[Line]:
    """Tell a day in words, the newest first; what was reported late stands where it belongs.

    The day is folded anew from its own facts, so that what a goodbye or an answer meant is known as it was then.
    """
    teller, found = _Teller(snapshot, speaking), list[tuple[Fact, Line]]()
    before = House()
    for fact in facts:
        after = _folded(before, fact)
        found += ((fact, line) for line in teller.lines(fact, before, after))
        before = after
    found.sort(key=lambda pair: (pair[1].at, pair[0].pos))
    return [line for _, line in reversed(found)]


def _folded(house: House, fact: Fact) -> House:
    try:
        return apply(house, fact)
    except Exception:  # noqa: BLE001  # as the ledger does: the fact stands, and the day goes on
        return house


class _Teller:
    """Says it in one language, with the names of one house."""

    def __init__(self, snapshot: Snapshot, speaking: Pages) -> None:
        self._snapshot, self._say, self._words = snapshot, speaking.say, speaking.words
        families = snapshot.families.values()
        known = {one.id: one.name for family in families for one in family.adults}
        known |= {one.id: one.name for family in families for one in family.children}
        self._people = known | {one.id: one.name for family in families for one in family.pickups}
        self._families = {child.id: family.id for family in families for child in family.children}

    def lines(self, fact: Fact, before: House, after: House) -> Iterable[Line]:
        for text, children in tell(fact, before, after):
            yield self._line(fact, self._say(text) % self._named(fact.body, children), children)
        if isinstance(fact.body, QuestionAnswered) and may_answer(fact.body.question):
            key = (fact.body.question, fact.body.subject)
            asked = before.questions.get(key) or Question(*key, since=fact.at)
            answer = self._say(answer_text(fact.body.question, fact.body.answer))
            what = {"question": self._title(asked), "answer": answer}
            yield self._of(fact, asked, self._say(mark("Answer: %(answer)s (%(question)s)")) % what)
        for key, asked in after.questions.items():
            known = before.questions.get(key)
            if not asked.answered and may_answer(asked.kind) and (known is None or known.times < asked.times):
                what = {"question": self._title(asked)}
                yield self._of(fact, asked, self._say(mark("Question: %(question)s")) % what)

    def _title(self, asked: Question) -> str:
        return self._words.question(asked, self._snapshot).title

    def _of(self, fact: Fact, asked: Question, words: str) -> Line:
        child = (asked.subject,) if asked.subject in self._families else ()
        return self._line(fact, words, child, asked.family, "question-mark")

    def _line(self, fact: Fact, words: str, children: Iterable[str], family: str | None = None, sign: str = "") -> Line:
        whose = {getattr(fact.body, "family", None), family, *(self._families.get(child) for child in children)}
        shown = sign or sign_of(fact.body)
        return Line(fact.at, fact.quality, words, shown, frozenset(children), frozenset(filter(None, whose)))

    def _named(self, body: Body | None, children: Iterable[str]) -> dict[str, str]:
        somebody, time = self._say(mark("somebody")), time_of(body)
        people = {name: self._people.get(getattr(body, name, None) or "", somebody) for name in NAMES}
        named = [self._people.get(child) or self._say(mark("a child")) for child in children]
        return people | {
            "child": ", ".join(named) or self._say(mark("a child")),
            "heads": str(getattr(body, "heads", "")),
            "time": self._words.clock(time) if time is not None else "",
        }


def _protected(snapshot: Snapshot, families: Iterable[str]) -> bool:
    return any(snapshot.families[family].protected for family in families if family in snapshot.families)


def _faces(snapshot: Snapshot, told: Iterable[Line]) -> list[Face]:
    """Give the children who occur, by name."""
    seen = frozenset[str]().union(*(line.children for line in told))
    found = filter(None, (face_of(snapshot, child) for child in seen))
    return sorted(found, key=lambda face: (face.name, face.id))
