"""What every screen has in common: it draws a view, reports touches, and forgets."""

from collections.abc import Callable
from typing import Any, cast

from kiosk.choices import Door
from kiosk.countdown import Countdown
from kiosk.language import SPEECH
from kiosk.palette import PALETTE
from kiosk.places import Arches, Glyphs
from kiosk.sheet import Sheet
from kiosk.theme import FIT
from kiosk.view import Touch, View
from kiosk.widgets import Opens, Press, Words

BAR, BAR_GAP = ((428.0, 688.0, 824.0, 88.0), (272.0, 400.0, 514.0, 68.0)), (14, 8)
"""Where the buttons of a result stand."""


class Screen(Sheet):
    """One way to fill the window."""

    public = False
    """Whether everybody may see it: then there is nothing to forget."""

    def __init__(self, touch: Callable[[Touch, str], None]) -> None:
        """Build all widgets once; `touch` learns what a touch means, and which of several is meant."""
        self.view: View | None = None
        self._touch = touch
        self._language = ""
        self._drawn_for: tuple[object, ...] = ()
        super().__init__()
        for widget in self.walk():
            if isinstance(widget, Press | Opens):
                widget.fbind("on_release", self._pressed)

    def show(self, view: View, *, fresh: bool) -> None:
        """Draw a view; `fresh` when another screen was there before.

        After a fault nothing of any view is left, and the next call tries again.
        """
        setting = (SPEECH.rtl, PALETTE.contrast, FIT.larger, FIT.small, FIT.x, FIT.y, self.size[:], self.pos[:])
        anew = setting != self._drawn_for
        if (view, SPEECH.language) == (self.view, self._language) and not anew and not fresh:
            return
        try:
            self.draw(view)
            if fresh:
                self.enter(view)
            self.arrange(anew=anew)
        except BaseException:
            self.wipe()  # else one family's name may stand above another's children
            self._drawn_for = ()
            raise
        self.view, self._language, self._drawn_for = view, SPEECH.language, setting

    def draw(self, view: Any) -> None:
        """Put the view into the widgets and choose their boxes."""
        raise NotImplementedError

    def enter(self, view: Any) -> None:
        """Move what moves when the screen comes."""

    def wipe(self) -> None:
        """Forget the view in every widget, so that nothing of a family is left in memory."""
        self.view = None
        for widget in self.walk():
            if isinstance(widget, Words):
                widget.text = widget.tail = ""
                widget.settings = []
            elif isinstance(widget, Arches):
                widget.arches = ()
            elif isinstance(widget, Glyphs):
                widget.glyphs = ()
            elif isinstance(widget, Countdown):
                widget.halt()
            elif isinstance(widget, Door):
                widget.animal, widget.child_ground = "", "white"

    def _pressed(self, button: Press | Opens) -> None:
        self._touch(cast("Touch", button.meaning), button.what)


class ResultScreen(Screen):
    """A screen for one family: a touch beside the buttons stops the time."""

    def on_touch_down(self, touch: Any) -> bool:
        """Let buttons take the touch first."""
        if not super().on_touch_down(touch):
            self._touch("hold", "")
        return True

    def buttons(self, *, again: str) -> None:
        """Lay out undo and done, and the large way out of a second tap if it has a text; wide ones first come last."""
        ids = self.ids
        ids.turn.text = again
        ids.done.kind = "outline" if again else "main"
        more = self.more()
        row = [(ids.undo, 34), *more, (ids.done, 24 if again else 42 if more else 56), (ids.turn, 40)]
        for button, name in ((ids.undo, "arrow-counter-clockwise"), (ids.done, "check")):
            button.icon = "" if again and more else name  # four beside each other have no room for signs
        row = [(button, weight) for button, weight in row if button.text]
        for small, side in enumerate(("wide", "small")):
            left, top, width, height = BAR[small]
            gap = BAR_GAP[small]
            unit = (width - gap * (len(row) - 1)) / sum(weight for _, weight in row)
            for button, weight in row:
                setattr(button, side, (left, top, weight * unit, height))
                left += weight * unit + gap
        ids.turn.shown = bool(again)

    def more(self) -> list[tuple[Press, int]]:
        """Give the buttons between undo and done that have a text, each with its share of the width."""
        return []
