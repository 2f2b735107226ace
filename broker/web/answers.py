"""Open questions with the answers of whoever may give them: the same for the carers' board and for staff."""

from msgspec import Struct

from broker.house.questions import Who, answers
from broker.house.state import Question
from broker.snapshot import Snapshot
from broker.web.forms import key
from broker.web.places import awaited
from broker.web.questions import QuestionView
from broker.web.words import Words
from broker.wire.language import mark
from broker.wire.message import Ms

ANSWERS = {
    "seen": mark("Seen"),
    "here": mark("Is here"),
    "gone": mark("Has gone home"),
    "left": mark("Has left"),
    "mine": mark("I take over"),
    "taken": mark("Is in care"),
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
    "kept": mark("It stays booked"),
    "owner": mark("It was the owner"),
    "other": mark("It was somebody else"),
    "unlock": mark("Take codes again"),
}
"""Answer → its button."""
COUNTING = frozenset({"headcount_due", "headcount_wrong", "care_unseen"})
"""Questions to which `right` means counted: else one would seem to agree that somebody is missing."""
MEANT = {("booked_empty", "free"): mark("Cancel the booking")}
"""(question, answer) → its button, where the same answer means something else."""
FIXABLE = frozenset({"node_gone", "sensor_silent", "sensor_stuck", "sensor_flapping", "battery_low"})
"""Questions about something that somebody can put right."""


class Asked(Struct, frozen=True):
    """A question, and what somebody may answer."""

    kind: str
    subject: str
    view: QuestionView
    answers: tuple[str, ...]
    key: str
    """The same on every screen, for as long as it is asked: two who press at once answer once."""
    awaited: Ms = 0
    """When somebody said to have put it right, while its own word is awaited; 0: nobody did."""


def asked(snapshot: Snapshot, words: Words, who: Who) -> list[Asked]:
    """Give what is open, alarms first, then what waits longest."""
    found = [_asked(entry, snapshot, words, who) for entry in snapshot.house.open_questions()]
    return sorted(found, key=lambda entry: (not entry.view.alarm, entry.view.since))


def answer_text(kind: str, said: str) -> str:
    """Give the text of an answer's button."""
    if said == "right" and kind in COUNTING:
        return mark("Counted: all are here")
    return MEANT.get((kind, said), ANSWERS.get(said, said))


def _asked(entry: Question, snapshot: Snapshot, words: Words, who: Who) -> Asked:
    once = key(entry.kind, entry.subject, entry.since, entry.times)
    return Asked(
        entry.kind, entry.subject, words.question(entry, snapshot), tuple(answers(entry.kind, who)), once,
        awaited(snapshot, entry.subject, entry.since) if entry.kind in FIXABLE else 0,
    )  # fmt: skip
