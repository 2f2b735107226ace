"""What carers have to show, in words: on the sheet, in the list, and as one line without names for the house."""

from collections.abc import Callable, Mapping

from broker.house.proofs import Due, DueCounts
from broker.house.rules import ProofName
from broker.wire.language import mark

PROOFS: Mapping[ProofName, str] = {
    "certificate": mark("Certificate of good conduct seen on"),
    "first_aid": mark("First aid for children, last on"),
    "briefing": mark("Infection briefing, last on"),
}
SHORT: Mapping[ProofName, str] = {
    "certificate": mark("Certificate of good conduct"),
    "first_aid": mark("First aid"),
    "briefing": mark("Infection briefing"),
}
STATES = {
    "fine": mark("counts until %(day)s"),
    "soon": mark("counts only until %(day)s"),
    "over": mark("over since %(day)s"),
    "missing": mark("missing"),
}
Say = Callable[[str], str]


def proof_state(due: Due, day: Say, say: Say) -> str:
    """Write how a proof is; `day` writes an ISO day."""
    return say(STATES[due.state]) % {"day": day(due.until) if due.until else ""}


def proof_line(due: Due, day: Say, say: Say) -> str:
    """Write which proof it is, and how it is."""
    return f"{say(SHORT[due.proof])}: {proof_state(due, day, say)}"


def due_line(counts: DueCounts, day: Say, say: Say) -> str:
    """Write how many proofs somebody has to look after, without a name; empty if there are none."""
    until = day(counts.until) if counts.until else ""
    parts = (
        (counts.over, mark("%(n)s over")),
        (counts.missing, mark("%(n)s missing")),
        (counts.soon, mark("%(n)s only until %(day)s")),
    )
    found = ", ".join(say(text) % {"n": n, "day": until} for n, text in parts if n)
    return say(mark("Carers' proofs: %(what)s")) % {"what": found} if found else ""
