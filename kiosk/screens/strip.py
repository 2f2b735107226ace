"""One thing more that a result offers, with one to three answers."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import palette
from kiosk.language import _
from kiosk.view import StripView
from kiosk.widgets import Tile

BUTTONS = 3
HEIGHT = (108, 72)
"""Of the whole strip, in both designs."""
WIDTHS = ((236, 128), (172, 100), (118, 78))
"""Of each button, when there are one, two or three."""
GAP, MARGIN = (12, 8), (20, 10)
CALLS = {"come": "bell-ringing", "urgent": "bell-ringing", "hungry": "bowl-food", "nappy": "baby", "fetch": "door-open"}
ICONS = {
    "place": "block-play",
    "repair": "clock-counter-clockwise",
    "end_shift": "hand-heart",
    "shift": "hand-heart",
    "was_here": "sign-out",
}


class StripTile(Tile):
    """A question of no weight: who does not answer loses nothing."""

    def draw(self, view: StripView | None) -> None:
        """Put the offer in."""
        self.shown = view is not None
        if view is None:
            self.put("", "", "", ())
            return
        child = view.child or _("your child")
        title, why, answers = _words(view, child)
        icon = CALLS.get(view.why, "bell-ringing") if view.kind == "call" else ICONS[view.kind]
        self.ground = palette.WARN if view.kind == "call" else palette.PAPIER
        self.put(icon, title, why, tuple(("strip", what, text) for what, text in answers))

    def put(self, icon: str, title: str, why: str, answers: tuple[tuple[str, str, str], ...]) -> None:
        """Fill it: an icon, two lines, and (meaning, what, text) of each button."""
        ids = self.ids
        ids.icon.name, ids.title.text, ids.why.text = icon, title, why
        for number in range(BUTTONS):
            button = ids[f"answer_{number}"]
            button.meaning, button.what, button.text = answers[number] if number < len(answers) else ("", "", "")
            button.kind = "main" if number == 0 and answers[1:2] and answers[0][1] in ("coming", "yes") else "card"
        for small, side in enumerate(("wide", "small")):
            self._lay_out(side, small, len(answers))

    def _lay_out(self, side: str, small: int, count: int) -> None:
        margin, gap, height = MARGIN[small], GAP[small], HEIGHT[small]
        width = WIDTHS[max(0, count - 1)][small]
        tall = (76, 56)[small]
        for number in range(count):
            back = margin + (count - 1 - number) * (width + gap)
            setattr(self.ids[f"answer_{number}"], side, (-back or -1, (height - tall) / 2, width, tall))
        icon, start = ((56, 92), (34, 54))[small]
        end = margin + count * (width + gap)
        setattr(self.ids.icon, side, (margin, (height - icon) / 2, icon, icon))
        half = height / 2
        alone = not self.ids.why.text
        setattr(self.ids.title, side, (start, 0 if alone else 8, -end, height if alone else half - 6))
        setattr(self.ids.why, side, (start, half + 2, -end, half - 8))


def _words(view: StripView, child: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Give title, second line, and (answer, text) of each button."""
    match view.kind:
        case "call":
            asks = {
                "hungry": _("{child} is hungry."),
                "nappy": _("{child} needs a fresh nappy."),
                "urgent": _("Please come to {child} at once."),
                "fetch": _("Please fetch {child}."),
            }
            title = asks.get(view.why, _("Please come to {child}."))
            answers = (("coming", _("I'm coming")), ("soon", _("In 2 minutes")))
            return title.format(child=child), _("The carers are calling you."), answers
        case "place":
            title = _("A place is free for {child}.").format(child=child)
            answers = (("yes", _("Take it")), ("no", _("No, thanks")))
            return title, _("It is held until {at}.").format(at=view.at), answers
        case "repair":
            title = _("You did not check out on {day}.").format(day=view.at)
            return title, _("When did you go?"), (("yes", _("Say when")),)
        case "end_shift":
            return _("You are on duty."), _("The children need a carer."), (("yes", _("End my shift")),)
        case "shift":
            return _("I'll take a care shift"), _("Somebody is missing in care right now."), (("yes", _("Take over")),)
        case _:
            return (
                _("Are you just leaving?"),
                _("Then the tap this morning was forgotten."),
                (("yes", _("I am leaving")),),
            )


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
