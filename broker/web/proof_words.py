"""What carers have to show, in words: for the sheet, the list, and as one line without names for the house."""

from collections.abc import Callable, Mapping

from broker.house.proofs import Due, DueCounts
from broker.house.rules import ProofName
from broker.web.words import Words
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


def proof_state(due: Due, words: Words, say: Say) -> str:
    """Write how a proof is."""
    return say(STATES[due.state]) % {"day": words.full_day(due.until) if due.until else ""}


def proof_line(due: Due, words: Words, say: Say) -> str:
    """Write which proof it is, and how it is."""
    return f"{say(SHORT[due.proof])}: {proof_state(due, words, say)}"


def due_line(counts: DueCounts, words: Words, say: Say) -> str:
    """Write how many proofs somebody has to look after, without a name; empty if there are none."""
    parts = []
    if counts.over:
        parts.append(say(mark("%(n)s over")) % {"n": counts.over})
    if counts.missing:
        parts.append(say(mark("%(n)s missing")) % {"n": counts.missing})
    if counts.soon:
        day = words.full_day(counts.until)
        parts.append(say(mark("%(n)s only until %(day)s")) % {"n": counts.soon, "day": day})
    return ", ".join(parts)
