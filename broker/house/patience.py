"""What is wrong for long enough becomes a question; once it has been well for long enough, the hub takes it back.

What cannot be told changes nothing. A question asks once however long its cause lasts, and no sooner again than its
kind allows: whatever a sensor does for weeks, it makes few facts.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from broker.house.matters import NO_LONGER_SO
from broker.house.state import House
from broker.wire.facts.house import QuestionAnswered, QuestionRaised
from broker.wire.message import FamilyId

MINUTE, HOUR = 60.0, 3600.0
AGAIN_S = 4 * HOUR
"""From one time that something is asked to the next: half a working day."""
Key = tuple[str, str]
"""Kind and subject of a question."""


class Patience(Struct, frozen=True):
    """Seconds for which something has to be wrong before it is asked, and well before that is taken back."""

    wrong_s: float
    well_s: float
    again_s: float = AGAIN_S


class Watch:
    """Remembers since when things are wrong or well. Used by one thread; `mono` is seconds that never run backwards."""

    def __init__(self, patience: Mapping[str, Patience]) -> None:
        """Know nothing; `patience` by kind of question."""
        self._patience = patience
        self._wrong: dict[Key, float] = {}
        self._well: dict[Key, float] = {}
        self._asked: dict[Key, float] = {}

    def cannot_tell(self) -> None:
        """Judge anew from here on."""
        self._wrong.clear()
        self._well.clear()

    def news(
        self, house: House, found: Mapping[Key, bool], mono: float, families: Mapping[Key, FamilyId] | None = None
    ) -> Iterator[QuestionRaised | QuestionAnswered]:
        """Give what is to be asked, and what no longer.

        :param found: whether it is wrong, of everything that can be told.
        :param families: whose matter it is, of what is a family's.
        """
        self._remember(house, mono)
        for known in (self._wrong, self._well):
            for key in known.keys() - found.keys():
                del known[key]
        for key, wrong in found.items():
            yield from self._changed(house, key, mono, (families or {}).get(key), wrong=wrong)

    def _remember(self, house: House, mono: float) -> None:
        """Know what was asked not long ago; only what the house has is asked."""
        self._asked |= {key: self._asked.get(key, mono) for key in house.questions if key[0] in self._patience}
        self._asked = {
            key: at
            for key, at in self._asked.items()
            if key in house.questions or mono - at < self._patience[key[0]].again_s
        }

    def _changed(
        self, house: House, key: Key, mono: float, family: FamilyId | None, *, wrong: bool
    ) -> Iterator[QuestionRaised | QuestionAnswered]:
        now, other = (self._wrong, self._well) if wrong else (self._well, self._wrong)
        other.pop(key, None)
        lasted = mono - now.setdefault(key, mono)
        patience, (kind, subject) = self._patience[key[0]], key
        if wrong and key not in house.questions and lasted >= patience.wrong_s and key not in self._asked:
            yield QuestionRaised(question=kind, subject=subject, family=family)
        elif not wrong and key in house.questions and lasted >= patience.well_s:
            yield QuestionAnswered(question=kind, subject=subject, answer=NO_LONGER_SO)
