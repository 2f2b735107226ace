"""What anybody may touch on the public screen: languages, notices, and what a first visit needs."""

from pathlib import Path

from kivy.lang import Builder

from broker.wire.language import endonym
from kiosk.language import SPEECH, _
from kiosk.palette import PALETTE
from kiosk.sheet import Sheet
from kiosk.text import natural_width
from kiosk.theme import FIT
from kiosk.view import IdleView
from kiosk.widgets import Press

BAR = ((424.0, 704.0, 832.0, 72.0), (272.0, 410.0, 514.0, 58.0))
"""Where the buttons stand, in both designs."""
GAP = (10, 8)
LANGUAGES = 4
"""So many languages have a button of their own; more of them, and all on a small screen, stand behind one."""


class Footer(Sheet):
    """A row of buttons; while details are open only the way back."""

    def draw(self, view: IdleView) -> None:
        """Put the buttons in."""
        wanted = self._wanted(view)
        for button, meaning, what, text, icon, kind in wanted:
            button.meaning, button.what, button.text, button.icon, button.kind = meaning, what, text, icon, kind
        row = [button for button, *_rest in wanted]
        for button in self._all()[len(row) :]:
            button.text = ""  # what stays the same is not drawn anew
        for small, side in enumerate(("wide", "small")):
            setattr(self, side, BAR[small])
            gap = GAP[small]
            weights = [_width(button) for button in row]
            unit = (BAR[small][2] - gap * (len(row) - 1)) / max(1, sum(weights))
            left = 0.0
            for button, weight in zip(row, weights, strict=True):
                setattr(button, side, (left, 0, weight * unit, BAR[small][3]))
                left += weight * unit + gap

    def _all(self) -> list[Press]:
        return [self.ids[f"button_{number}"] for number in range(LANGUAGES + 4)]

    def _wanted(self, view: IdleView) -> list[tuple[Press, str, str, str, str, str]]:
        way = "arrow-right" if SPEECH.rtl else "arrow-left"
        wanted = [("back", "", _("Back"), way, "main")] if view.panel else _public(view)
        return [(button, *each) for button, each in zip(self._all(), wanted, strict=False)]


Wanted = tuple[str, str, str, str, str]
"""Meaning, what, text, icon and kind of a button."""


def _public(view: IdleView) -> list[Wanted]:
    languages: list[Wanted] = [
        ("language", code, endonym(code), "", "main" if code == SPEECH.language else "card") for code in view.languages
    ]
    if FIT.small or len(languages) > LANGUAGES:
        languages = [("open", "language", _("Language"), FIT.pick("globe", ""), "card")]
    first = ("first", "", _("First time here?"), "" if view.voice else FIT.pick("hand-waving", ""), "card")
    if FIT.small and view.voice:  # whoever needs it finds it at once
        return [*languages, *looks(), _aloud(view), ("open", "more", _("More"), "", "card")]
    return [*languages, *(looks() if FIT.small else []), *_more(view), first]


def looks() -> list[Wanted]:
    """Give the buttons that change how everything is drawn."""
    return [
        ("look", "larger", _("Larger"), FIT.pick("text-aa", ""), "main" if FIT.larger else "card"),
        ("look", "contrast", _("Contrast"), FIT.pick("circle-half", ""), "main" if PALETTE.contrast else "card"),
    ]


def more(view: IdleView) -> list[Wanted]:
    """Give what a large screen shows at once."""
    found: list[Wanted] = [("open", "notices", _("Notices"), "push-pin", "card")] if view.notices else []
    if view.wifi_code and FIT.small:
        found.append(("open", "wifi", _("WLAN"), "wifi-high", "card"))
    if view.voice:
        found.append(("first", "", _("First time here?"), "hand-waving", "card") if FIT.small else _aloud(view))
    return found


def _aloud(view: IdleView) -> Wanted:
    return "look", "aloud", _("Read aloud"), FIT.pick("speaker-high", ""), "main" if view.aloud else "card"


def _more(view: IdleView) -> list[Wanted]:
    found = more(view)
    if not FIT.small:
        return [(*each[:3], "", each[4]) if view.voice and each[1] == "notices" else each for each in found]
    return [("open", "more", _("More"), "", "card")] if found[1:] else [(*each[:3], "", each[4]) for each in found]


def _width(button: Press) -> float:
    """Give about how wide a button wants to be; several words go on two lines."""
    words = natural_width(button.text, "label") / FIT.factor
    return words / (1.7 if " " in button.text else 1) + FIT.pick(56, 30) + (FIT.pick(46, 31) if button.icon else 0)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
