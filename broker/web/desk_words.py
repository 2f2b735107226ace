"""What a desk and a telephone say of calls and children."""

from broker.web.desk_family import CallFace, ChildFace
from broker.web.pages import Pages
from broker.wire.language import mark
from broker.wire.message import Ms

CALLS = {
    "come": (mark("Please come to %(child)s."), mark("Please come to your child.")),
    "hungry": (mark("%(child)s is hungry."), mark("Your child is hungry.")),
    "nappy": (mark("%(child)s needs a fresh nappy."), mark("Your child needs a fresh nappy.")),
    "urgent": (mark("Please come to %(child)s at once."), mark("Please come to your child at once.")),
    "fetch": (mark("Please fetch %(child)s."), mark("Please fetch your child.")),
    "well": (mark("All is well with %(child)s."), mark("All is well with your child.")),
}
"""Why somebody is called → the sentence with the child's name, and the one without."""
ICONS = {
    "come": "bell-ringing-fill", "urgent": "bell-ringing-fill", "hungry": "bowl-food-fill", "nappy": "baby-fill",
    "fetch": "door-open", "well": "check-circle-fill",
}  # fmt: skip
MARKS = {
    "asleep": (mark("asleep since %(time)s"), "moon"),
    "awake": (mark("awake since %(time)s"), "sun-fill"),
    "ate": (mark("ate at %(time)s"), "bowl-food-fill"),
    "changed": (mark("fresh nappy at %(time)s"), "baby-fill"),
}
"""What carers note → words and icon."""
WHERE = {
    ("care", ""): mark("in care"),
    ("announced", ""): mark("announced to care, not taken over yet"),
    ("together", "you"): mark("in care with you"),
    ("together", ""): mark("in care with %(names)s"),
    ("adult", "you"): mark("with you"),
    ("adult", "carers"): mark("with the carers"),
    ("adult", ""): mark("with %(names)s"),
    ("out", "you"): mark("out with you"),
    ("out", ""): mark("out with %(names)s"),
}
"""(where a child is, who watches) → words; empty: whoever it is."""


class Tell:
    """Says it in one language, at one moment."""

    def __init__(self, pages: Pages, now: Ms) -> None:
        """Speak as these pages do."""
        self._say, self._words, self._now = pages.say, pages.words, now

    def call(self, call: CallFace) -> str:
        """Say why somebody is called."""
        named, bare = CALLS[call.why]
        return self._say(named) % {"child": call.name} if call.name else self._say(bare)

    def sign(self, call: CallFace) -> str:
        """Name the icon of a call."""
        return ICONS[call.why]

    def where(self, child: ChildFace) -> str:
        """Say where a child is, and with whom."""
        text = WHERE.get((child.at, child.near)) or WHERE[(child.at, "")]
        return self._say(text) % {"names": ", ".join(child.names) or self._say(mark("somebody else"))}

    def carers(self, child: ChildFace) -> str:
        """Say who looks after a child in care; empty for one who is not, or if nobody may be named."""
        if child.at != "care" or not child.names:
            return ""
        return self._say(mark("%(names)s on duty")) % {"names": ", ".join(child.names)}

    def marks(self, child: ChildFace) -> list[tuple[str, str]]:
        """Give (icon, words) of what carers noted."""
        known = ((MARKS[what], at) for what, at in child.marks if what in MARKS)
        return [(icon, self._say(text) % {"time": self._words.moment(at, self._now)}) for (text, icon), at in known]
