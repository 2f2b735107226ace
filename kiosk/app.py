"""The Kivy application: one window, one screen at a time, and the only crossing from threads to the screen.

Import it after `kiosk.window.prepare`.
"""

import gc
import logging
from collections.abc import Callable, Iterator
from typing import Any

from kivy.app import App
from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk import aloud, pictures, power, screens, text
from kiosk import language as languages
from kiosk.language import SPEECH
from kiosk.palette import PALETTE, WIESE, rgba
from kiosk.screens.screen import Screen
from kiosk.theme import FIT
from kiosk.view import IdleView, Look, Touch, View

log = logging.getLogger(__name__)
ENTER_KEYS = (13, 271)
DONE = object()
VEIL = "veil"
GARBAGE, TIDY_S = 50_000, 1.0
"""The collector runs so many seconds after a family has gone, or when there are so many new objects."""


class KioskApp(App):
    """Draws views and reports touches and typed text; it decides nothing.

    `touch` learns what a touch means, and which of several is meant; `typed` gets text as the window receives it,
    Enter as a line feed; `say` what is to be read aloud, and in which language; `somebody` that the screen is used. All
    are called on the thread of the screen.
    """

    def __init__(
        self,
        touch: Callable[[Touch, str], None],
        typed: Callable[[str], None] = lambda _text: None,
        say: Callable[[str, str], None] = lambda _text, _language: None,
        somebody: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; nothing is built before the app runs."""
        super().__init__()
        self._touch, self._typed, self._say, self._somebody = touch, typed, say, somebody
        self._said = ""
        self._power: power.Power | None = None
        self._fingers, self._palm = set[object](), False
        self._lifted = Clock.create_trigger(self._calm, -1)
        self._tidy = Clock.create_trigger(self._tidy_up, TIDY_S)
        self._screens = screens.Screens(self._touched)
        self._warming, self._left = self._warm(), list[Screen]()
        self._shown: tuple[View, Look] | None = None

    def build(self) -> Widget:
        """Open the window's ears, and begin to sleep between inputs."""
        Window.clearcolor = rgba(WIESE)
        Window.fbind("on_textinput", lambda _window, text: self._typed(text))
        Window.fbind("on_key_down", self._on_key)
        Window.fbind("size", self._on_size)
        FIT.window(*Window.size)
        Window.fbind("on_touch_down", self._on_finger)
        Window.fbind("on_touch_up", self._on_finger_up)
        self._power = power.Power(Window)
        Clock.schedule_once(self._warm_on, 0)
        return Widget()

    def open_settings(self, *_: Any) -> bool:
        """Show no settings of Kivy's own: F1 does nothing."""
        return False

    @property
    def screen(self) -> Screen | None:
        """The screen that is drawn now."""
        return self.root.children[0] if self.root and self.root.children else None

    def show(self, view: View, look: Look) -> None:
        """Draw this view with this look; only on the thread of the screen, from `on_start` on.

        Leaving a family's screen wipes it. Showing the same again costs nothing.
        """
        before, after = self.screen, self._screens[type(view)]
        if not after.public:
            self._somebody()
        SPEECH.speak(look.language)
        self._dress(look)
        chosen = look.aloud and not (self._shown and self._shown[1].aloud)
        self._shown = view, look
        if before is not after:
            self.root.clear_widgets()
            self.root.add_widget(after)
            (self._tidy if after.public else self._tidy.cancel)()
            if before and not before.public:
                before.wipe()  # first: what comes may fail
                self._left.append(before)
        after.pos, after.size = (0, 0), Window.size
        after.show(view, fresh=before is not after)
        self._read(after, look, anew=chosen or before is not after)
        if self._power:
            self._power.rest_at(power.IDLE_FPS if isinstance(view, IdleView) else power.RESULT_FPS)

    def _read(self, screen: Screen, look: Look, *, anew: bool) -> None:
        """Read a screen aloud when its words have changed, and fall silent with it: no name is heard after its family.

        The public one changes all day, so it is read once when that is chosen.
        """
        if look.aloud and screen.public and not anew:
            return
        text = aloud.said(screen) if look.aloud and not (screen.public and self._said) else ""
        if text != self._said:
            self._say(text, look.language)
        self._said = text

    def veil(self, share: float) -> None:
        """Hide this share of the picture, 0 to 1, behind black."""
        Window.canvas.after.remove_group(VEIL)
        if share:
            with Window.canvas.after:
                Color(0, 0, 0, share, group=VEIL)
                Rectangle(size=Window.size, group=VEIL)

    def call(self, function: Callable[..., object], *args: object) -> None:
        """Run a function on the thread of the screen, from any thread."""
        power.call(self._power, function, *args)

    def _warm(self) -> Iterator[None]:
        """Do piece by piece what no family shall wait for later."""
        yield  # first the public screen is drawn
        yield from self._screens.rehearse(Window.size)
        yield from text.warm()
        yield from languages.warm()
        yield from pictures.warm()
        # What was built stays, so the collector need not walk through it; and it works when nobody waits.
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE)

    def _warm_on(self, _dt: float) -> None:
        """Do the next piece; a card or a touch may come between two, and while a family is here nothing is done."""
        if self.screen and not self.screen.public:
            Clock.schedule_once(self._warm_on, TIDY_S)
        elif next(self._warming, DONE) is not DONE:
            self.call(self._warm_on, 0.0)

    def _tidy_up(self, _dt: float) -> None:
        """Do for the family that has gone, and for the next one, what can be done while nobody is here."""
        gc.collect()
        while self._left:
            self._screens.lay(self._left.pop())

    def _touched(self, meaning: Touch, what: str) -> None:
        if not self._palm:
            self._touch(meaning, what)

    def _on_finger(self, _window: Any, touch: Any) -> bool:
        """Take two fingers at a time as a palm or a toddler: until all are lifted no button has been meant."""
        self._somebody()
        self._fingers.add(touch.uid)
        self._palm = self._palm or len(self._fingers) > 1
        return self._palm

    def _on_finger_up(self, _window: Any, touch: Any) -> None:
        self._fingers.discard(touch.uid)
        if not self._fingers:
            self._lifted()  # the button that is let go now is told first

    def _calm(self, _dt: float) -> None:
        self._palm = False

    def _on_key(self, _window: Any, key: int, *_: Any) -> None:
        if key in ENTER_KEYS:
            self._typed("\n")

    def _dress(self, look: Look) -> None:
        """Choose palette and size of type."""
        PALETTE.contrast = look.contrast
        Window.clearcolor = rgba(WIESE)
        if FIT.larger != look.larger:
            FIT.window(*Window.size, larger=look.larger)

    def _on_size(self, *_: Any) -> None:
        FIT.window(*Window.size, larger=FIT.larger)
        if self._shown:
            self.show(*self._shown)


class _GoOn(ExceptionHandler):
    def __init__(self, told: Callable[[], None]) -> None:
        super().__init__()
        self._told = told

    def handle_exception(self, inst: Exception) -> Any:
        """Write down what went wrong, and let the screen say so; the next tap gets a fresh one."""
        log.error("a fault on the screen", exc_info=inst)
        self._told()
        return ExceptionManager.PASS


def go_on_after_faults(told: Callable[[], None]) -> None:
    """Keep the kiosk alive when drawing or a callback fails; `told` learns it, and must not fail."""
    ExceptionManager.add_handler(_GoOn(told))
