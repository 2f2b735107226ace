"""What every screen has in common: it draws a view, reports touches, and forgets."""

from collections.abc import Callable
from typing import Any, cast

from kiosk.countdown import Countdown
from kiosk.language import SPEECH
from kiosk.places import Arches, Glyphs
from kiosk.sheet import Sheet
from kiosk.theme import FIT
from kiosk.view import Touch, View
from kiosk.widgets import Press, Words


class Screen(Sheet):
    """One way to fill the window."""

    public = False
    """Whether everybody may see it: then there is nothing to forget."""

    def __init__(self, touch: Callable[[Touch], None]) -> None:
        """Build all widgets once; `touch` learns what a touch means."""
        self.view: View | None = None
        self._touch = touch
        self._language = ""
        self._drawn_for: tuple[object, ...] = ()
        super().__init__()
        for widget in self.walk():
            if isinstance(widget, Press):
                widget.fbind("on_release", self._pressed)

    def show(self, view: View, *, fresh: bool) -> None:
        """Draw a view; `fresh` when another screen was there before.

        After a fault nothing of any view is left, and the next call tries again.
        """
        setting = (SPEECH.rtl, FIT.small, FIT.x, FIT.y, self.size[:], self.pos[:])
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

    def _pressed(self, button: Press) -> None:
        self._touch(cast("Touch", button.meaning))


class ResultScreen(Screen):
    """A screen for one family: a touch beside the buttons stops the time."""

    def on_touch_down(self, touch: Any) -> bool:
        """Let buttons take the touch first."""
        if not super().on_touch_down(touch):
            self._touch("hold")
        return True

    def buttons(self, *, again: str) -> None:
        """Lay out undo and done, and the large way out of a second tap if it has a text."""
        undo, done, turn = self.ids.undo, self.ids.done, self.ids.turn
        turn.text = again
        turn.shown = bool(again)
        done.kind = "outline" if again else "main"
        if again:
            undo.wide, undo.small = (428, 688, 232, 88), (272, 400, 148, 68)
            done.wide, done.small = (674, 688, 200, 88), (428, 400, 128, 68)
            turn.wide, turn.small = (888, 688, 364, 88), (564, 400, 222, 68)
        else:
            undo.wide, undo.small = (428, 688, 300, 88), (272, 400, 172, 68)
            done.wide, done.small = (742, 688, 510, 88), (452, 400, 334, 68)
